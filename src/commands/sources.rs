//! `sources`: the apps whose exports are read.

use shakeout::cli;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::source::{PROVIDERS, Provider};
use shakeout::terminal::columns;
use shakeout::text::Page;

use super::print;

pub fn sources(args: &cli::Sources) -> Result<ExitCode> {
    let wanted = args.name.as_deref().unwrap_or_default().to_lowercase();
    let named = |provider: &&Provider| provider.name.to_lowercase().contains(&wanted);
    let found: Vec<&Provider> = PROVIDERS.iter().filter(named).collect();
    if found.is_empty() {
        return Err(Error::Config {
            what: format!("no source has `{wanted}` in its name"),
            place: "shakeout sources".into(),
            remedy: "see them all: shakeout sources".into(),
        });
    }
    let mut page = Page::new(columns());
    found.into_iter().for_each(|provider| describe(provider, &mut page));
    print(&mut std::io::stdout().lock(), &page.text)?;
    Ok(ExitCode::Done)
}

fn describe(provider: &Provider, page: &mut Page) {
    let Provider { name, gives, leaves, export, .. } = provider;
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    for (head, words) in
        [("", name), ("  read      ", gives), ("  not read  ", leaves), ("  export    ", export)]
    {
        page.hanging(head, words);
    }
}
