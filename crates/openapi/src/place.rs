//! Places in a document.

/// Where a part of the document is.
pub(crate) struct Place<'p>(Option<(&'p Place<'p>, &'p str)>);

impl Place<'_> {
    /// The document itself.
    pub(crate) const fn root() -> Self {
        Self(None)
    }

    /// A member of the part.
    pub(crate) const fn at<'a>(&'a self, name: &'a str) -> Place<'a> {
        Place(Some((self, name)))
    }

    /// The place as a URI fragment with a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        match self.0 {
            None => "#".to_owned(),
            Some((parent, name)) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
        }
    }
}
