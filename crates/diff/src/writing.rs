//! How a value is written where it is sent. The same schema means something else in JSON than in a query.

/// How the values of a schema are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Writing {
    /// Whether it may be XML, so that hints for XML matter.
    pub(crate) xml: bool,
    /// Whether everything is text, so that a number is written like the string of its digits.
    pub(crate) text: bool,
    /// How lists are written, if a single value is written like a list of one.
    pub(crate) lists: Lists,
}

/// How lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lists {
    /// In another way than a single value.
    Apart,
    /// The name is repeated for each item: `a=1&a=2`.
    Repeated,
    /// With commas between the items: `a=1,2`.
    Commas,
}

impl Writing {
    /// JSON, or something else that tells types apart.
    pub(crate) const TYPED: Self = Self { xml: false, text: false, lists: Lists::Apart };
    /// A parameter, a header or a form.
    pub(crate) const TEXT: Self = Self { text: true, ..Self::TYPED };

    /// A body or a part of it. In a range of media types, it may be JSON or XML.
    pub(crate) fn of_media_type(name: &str) -> Self {
        let name = name.split(';').next().unwrap_or_default().trim_end();
        let xml = name.ends_with("/xml") || name.ends_with("+xml");
        let text = xml || name == "application/x-www-form-urlencoded";
        Self { xml: xml || name.ends_with("/*"), text, lists: Lists::Apart }
    }

    /// The same for a nested schema.
    pub(crate) fn within(self) -> Self {
        Self { lists: Lists::Apart, ..self }
    }
}
