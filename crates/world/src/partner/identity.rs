//! Identifiers of partners and of those whose programs they are in, at providers that use UUIDs.

use uuid::Uuid;

use crate::chance::{Purpose, Uuids};
use crate::identifiers::{PartnerId, ProgramId};
use crate::view::View;

impl View<'_> {
    /// The UUID of a merchant.
    pub fn merchant_uuid(&self, number: u64) -> Uuid {
        self.uuids(Purpose::Merchant).uuid(number)
    }

    /// The UUID of a partner's membership in a program.
    pub fn partner_uuid(&self, program: ProgramId, partner: PartnerId) -> Uuid {
        self.uuids(Purpose::PartnerUuid).uuid(partner_number(program, partner))
    }

    /// The program and the partner with the UUID, if they have joined.
    pub fn partner_by_uuid(&self, uuid: Uuid) -> Option<(ProgramId, PartnerId)> {
        self.partner_with_number(self.uuids(Purpose::PartnerUuid).number(uuid)?)
    }

    fn partner_with_number(&self, number: u64) -> Option<(ProgramId, PartnerId)> {
        let half = |number: u64| u16::try_from(number).ok();
        let (program, partner) = (ProgramId(half(number >> 16)?), PartnerId(half(number & 0xffff)?));
        (self.has_program(program) && self.partner(program, partner).is_some()).then_some((program, partner))
    }

    /// The UUID of a partner's application for a program.
    pub fn application_uuid(&self, program: ProgramId, partner: PartnerId) -> Uuid {
        self.uuids(Purpose::ApplicationUuid).uuid(partner_number(program, partner))
    }

    /// The program and the partner with the UUID of an application, if they have joined.
    pub fn application_by_uuid(&self, uuid: Uuid) -> Option<(ProgramId, PartnerId)> {
        let number = self.uuids(Purpose::ApplicationUuid).number(uuid)?;
        self.partner_with_number(number)
    }

    /// The UUID of the person behind a merchant.
    pub fn merchant_user_uuid(&self, number: u64) -> Uuid {
        self.uuids(Purpose::User).uuid(1 << 33 | number)
    }

    /// The UUID of a coupon.
    pub fn coupon_uuid(&self, number: u64) -> Uuid {
        self.uuids(Purpose::Coupon).uuid(number)
    }

    /// The number of the coupon with the UUID.
    pub fn coupon_by_uuid(&self, uuid: Uuid) -> Option<u64> {
        self.uuids(Purpose::Coupon).number(uuid)
    }

    /// The UUID of an invite.
    pub fn invite_uuid(&self, number: u64) -> Uuid {
        self.uuids(Purpose::Invite).uuid(number)
    }

    /// The UUID of the person behind a partner.
    pub fn partner_user_uuid(&self, program: ProgramId, partner: PartnerId) -> Uuid {
        self.uuids(Purpose::User).uuid(partner_number(program, partner))
    }

    pub(crate) fn uuids(&self, purpose: Purpose) -> Uuids {
        Uuids::new(self.world().settings().seed, purpose)
    }
}

/// The number of a partner among those of all programs.
pub(crate) fn partner_number(program: ProgramId, partner: PartnerId) -> u64 {
    u64::from(program.0) << 16 | u64::from(partner.0)
}
