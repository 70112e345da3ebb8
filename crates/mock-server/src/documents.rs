//! The published documents, as they lie under `specs/`.

macro_rules! texts {
    ($($name:literal),+) => {
        /// The text of the document of this name.
        pub(crate) fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../../specs/", $name, ".json"))),)+
                _ => None,
            }
        }
    };
}

texts!("agentref", "affitor", "partnero", "fullwhere", "wecantrack", "control");
