//! Manual pages, made from what a program prints for `--help`: they cannot say anything else than it does.

use super::release::Program;

/// How far the descriptions of options are indented in the help.
const DESCRIPTION: &str = "          ";

impl Program {
    /// The program's manual page for section 1, in roff.
    pub fn manual(&self, version: &str) -> String {
        let title = self.name.to_uppercase();
        let mut page = Page::default();
        page.request(&format!(".TH {} 1 \"\" \"Trackside {version}\"", escape(&title)));
        page.request(".SH NAME");
        page.text(&format!("{} - {}", self.name, self.summary));
        let (description, rest) = self.help.split_once("\nUsage: ").unwrap_or(("", &self.help));
        let (usage, sections) = rest.split_once("\n\n").unwrap_or((rest.trim_end(), ""));
        page.request(".SH SYNOPSIS");
        for (place, usage) in usage.lines().enumerate() {
            if place > 0 {
                page.request(".br");
            }
            page.text(usage.trim());
        }
        page.request(".SH DESCRIPTION");
        description.trim_end().lines().for_each(|line| page.paragraph(line));
        let mut is_options = false;
        for line in sections.trim_start().lines() {
            if let Some(heading) = heading(line) {
                is_options = heading == "Options";
                page.end_verbatim();
                page.request(&format!(".SH {}", escape(&heading.to_uppercase())));
            } else if is_options {
                page.option(line);
            } else if line.is_empty() || line.starts_with(' ') {
                page.verbatim(line);
            } else {
                page.end_verbatim();
                page.paragraph(line);
            }
        }
        page.end_verbatim();
        page.lines.join("\n") + "\n"
    }
}

/// A heading of the help, such as `Options:`.
fn heading(line: &str) -> Option<&str> {
    line.strip_suffix(':').filter(|heading| heading.starts_with(char::is_uppercase) && !heading.contains('`'))
}

/// The lines of a manual page.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
    is_verbatim: bool,
}

impl Page {
    fn request(&mut self, request: &str) {
        self.lines.push(request.to_owned());
    }

    fn text(&mut self, text: &str) {
        self.lines.push(escape(text));
    }

    /// A line of running text; an empty one begins a new paragraph.
    fn paragraph(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.request(".PP");
        } else {
            self.text(line.trim());
        }
    }

    /// A line below `Options:`: an option's name, or a line of its description.
    fn option(&mut self, line: &str) {
        if let Some(description) = line.strip_prefix(DESCRIPTION) {
            if description.is_empty() {
                self.request(".sp");
            } else if description.starts_with('[') {
                self.request(".br");
                // An environment variable is shown with the value that it has where the help is printed: none.
                self.text(&description.replace("=]", "]"));
            } else {
                self.text(description.trim());
            }
        } else if line.trim_start().starts_with('-') {
            self.request(".TP");
            self.lines.push(format!("\\fB{}\\fR", escape(line.trim())));
        } else if !line.trim().is_empty() {
            self.request(".PP");
            self.text(line.trim());
        }
    }

    /// A line that is shown as it is.
    fn verbatim(&mut self, line: &str) {
        if !self.is_verbatim {
            self.request(".nf");
            self.is_verbatim = true;
        }
        self.text(line);
    }

    fn end_verbatim(&mut self) {
        if self.is_verbatim {
            self.request(".fi");
            self.request(".PP");
            self.is_verbatim = false;
        }
    }
}

/// Text that roff takes for text.
fn escape(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}
