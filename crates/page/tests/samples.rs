//! The sample calls of the start page.

use trackside_page::sample::{Context, Request, curl, program_call, rust, secrets, typescript};

use crate::fixtures::{catalogue, documents, site};

#[test]
fn calls_agree_with_the_catalogue() {
    let (site, documents, catalogue) = (site(), documents(), catalogue());
    let mut seen = 0;
    for program in &catalogue.programs {
        for (provider, sight) in &program.at {
            let call = program_call(catalogue, program, provider).expect("the provider shows it");
            let (document, operation) = documents.operation(provider, &call.operation).expect("it is documented");
            let secrets = secrets(catalogue, &call);
            let request = Request::new(&Context { origin: &site.origin, document, operation, call: &call, secrets });
            assert_eq!(request.url, sight.link, "{provider} {}", program.name);
            for header in &request.headers {
                let header = format!("{}: {}", header.0, header.1);
                assert!(sight.curl.contains(&header), "{provider} {}: {header} is not in {}", program.name, sight.curl);
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn samples_look_hand_written() {
    let (site, documents, catalogue) = (site(), documents(), catalogue());
    let mut text = String::new();
    for provider in &catalogue.providers {
        // A provider that shows no program has no such call.
        let Some(call) = program_call(catalogue, &catalogue.programs[0], &provider.name) else { continue };
        let provider = &provider.name;
        let (document, operation) = documents.operation(provider, &call.operation).expect("it is documented");
        let context =
            Context { origin: &site.origin, document, operation, call: &call, secrets: secrets(catalogue, &call) };
        let request = Request::new(&context);
        let samples = [
            curl(&request),
            trackside_page::sample::fetch(&request),
            typescript(&context).expect("a client"),
            rust(&context).expect("a client"),
        ];
        text.push_str(&samples.join("\n\n"));
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
