//! robots.txt (RFC 9309): what a site asks programs not to fetch.

/// The rules of a site that are meant for us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    // Whether a path is allowed, and the pattern.
    rules: Vec<(bool, String)>,
    /// Seconds between two requests, where it asks for them.
    pub delay: Option<f32>,
}

impl Robots {
    /// The rules for a program of this name: of the group that names it, else of the one for all.
    pub fn of(text: &str, program: &str) -> Robots {
        let (mut own, mut all) = (Robots::default(), Robots::default());
        let mut is_own_known = false;
        let (mut for_own, mut for_all, mut in_agents) = (false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            if field == "user-agent" {
                // Names that follow each other share their rules.
                if !in_agents {
                    (for_own, for_all) = (false, false);
                }
                let name = value.to_ascii_lowercase();
                for_own |= name == program.to_ascii_lowercase();
                for_all |= name == "*";
                is_own_known |= for_own;
                in_agents = true;
                continue;
            }
            in_agents = false;
            for (robots, is_meant) in [(&mut own, for_own), (&mut all, for_all)] {
                if is_meant {
                    robots.take(&field, value);
                }
            }
        }
        if is_own_known { own } else { all }
    }

    fn take(&mut self, field: &str, value: &str) {
        match field {
            "allow" if !value.is_empty() => self.rules.push((true, value.to_string())),
            "disallow" if !value.is_empty() => self.rules.push((false, value.to_string())),
            "crawl-delay" => {
                self.delay = value.parse().ok().filter(|delay: &f32| delay.is_finite() && *delay >= 0.0)
            }
            _ => {}
        }
    }

    /// Whether a path (with its query) may be fetched: the longest rule that fits decides, of equals the kinder one.
    pub fn allow(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(path, pattern));
        fitting
            .max_by_key(|(is_allowed, pattern)| (pattern.len(), *is_allowed))
            .is_none_or(|(is_allowed, _)| *is_allowed)
    }
}

// `*` is any run of characters, `$` the end.
fn fits(path: &str, pattern: &str) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (part_idx, part) in parts.iter().enumerate() {
        if is_whole && part_idx + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    !is_whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "User-agent: other\nDisallow: /\n\nUser-Agent: *\nUser-agent: more\nDisallow: /private/ # all of it\n\
                        Allow: /private/news\nDisallow: /*.pdf$\nDisallow:\nCrawl-delay: 2.5\n";

    #[test]
    fn the_longest_rule_that_fits_decides() {
        let robots = Robots::of(TEXT, "tiltmeter");
        for (path, expected) in [
            ("/", true),
            ("/private/x", false),
            ("/private/news/1", true),
            ("/a/b.pdf", false),
            ("/a/b.pdf?x", true),
        ] {
            assert_eq!(robots.allow(path), expected, "{path}");
        }
        assert_eq!(robots.delay, Some(2.5));
        assert!(!Robots::of(TEXT, "Other").allow("/x"));
        assert!(Robots::of("", "tiltmeter").allow("/x"));
    }
}
