//! The operations that are corrupted.

use crate::corruption::Operation;

/// AgentRef's tracking diagnostics of a program.
pub(crate) const AGENTREF_STATUS: Operation = Operation { provider: "agentref", id: "getTrackingStatus" };

/// Affitor's tracking status of a program.
pub(crate) const AFFITOR_STATUS: Operation = Operation { provider: "affitor", id: "getTrackingStatus" };

/// Partnero's program with its figures.
pub(crate) const PARTNERO_PROGRAM: Operation = Operation { provider: "partnero", id: "getProgram" };

/// Fullwhere's single survey tracker.
pub(crate) const FULLWHERE_TRACKER: Operation = Operation { provider: "fullwhere", id: "getSurveyTracker" };

/// Fullwhere's listing of survey trackers, which pages in its body.
pub(crate) const FULLWHERE_LIST: Operation = Operation { provider: "fullwhere", id: "listSurveyTrackers" };

/// Fullwhere's making of survey trackers, which creates nothing more the second time.
pub(crate) const FULLWHERE_GENERATE: Operation = Operation { provider: "fullwhere", id: "generateSurveyTrackers" };

/// wecantrack's listing of transactions, which pages in its query and shows links to other pages.
pub(crate) const WECANTRACK_LIST: Operation = Operation { provider: "wecantrack", id: "listTransactions" };

/// The scenario that the sandbox plays: an answer whose strings and lists have bounds.
pub(crate) const CONTROL_SCENARIO: Operation = Operation { provider: "control", id: "getScenario" };

/// The overrides that the sandbox has in force.
pub(crate) const CONTROL_OVERRIDES: Operation = Operation { provider: "control", id: "getOverrides" };

/// Affitor's listing of events, which is filtered by their type.
pub(crate) const AFFITOR_EVENTS: Operation = Operation { provider: "affitor", id: "listTrackingEvents" };

/// AgentRef's creation of webhooks, which takes an idempotency key.
pub(crate) const AGENTREF_WEBHOOK: Operation = Operation { provider: "agentref", id: "createWebhook" };
