//! Addresses of the web, as far as a reader of feeds needs them.

use crate::Error;

/// The parts of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) scheme: &'a str,
    /// Host and port.
    pub(crate) authority: &'a str,
    /// Path and query.
    pub(crate) path: &'a str,
}

/// Parts an address; one that is not of the web, or hides a name and a password, is none.
pub(crate) fn parts(url: &str) -> Result<Parts<'_>, Error> {
    let refused = || Error::NoAddress(url.to_string());
    let (scheme, rest) = url.split_once("://").ok_or_else(refused)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '@' | '\\');
    if !is_web || authority.is_empty() || authority.contains(is_odd) || path.contains(char::is_control) {
        return Err(refused());
    }
    let path = path.split('#').next().unwrap_or_default();
    Ok(Parts { scheme, authority, path: if path.is_empty() { "/" } else { path } })
}

/// The host of an address without its port, in lower case.
pub(crate) fn host(url: &str) -> Option<String> {
    let authority = parts(url).ok()?.authority;
    let is_port = |(_, port): &(&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    let host = authority.rsplit_once(':').filter(is_port).map_or(authority, |(host, _)| host);
    Some(host.trim_matches(['[', ']']).to_ascii_lowercase())
}

/// The address that `reference` means on the page at `base`.
pub(crate) fn joined(base: &str, reference: &str) -> Result<String, Error> {
    let reference = reference.trim();
    let Parts { scheme, authority, path } = parts(base)?;
    let has_scheme = reference.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let url = match reference {
        _ if has_scheme => reference.to_string(),
        _ if reference.starts_with("//") => format!("{scheme}:{reference}"),
        _ if reference.starts_with('/') => format!("{scheme}://{authority}{reference}"),
        _ if reference.starts_with('?') => {
            format!("{scheme}://{authority}{}{reference}", path.split('?').next().unwrap_or("/"))
        }
        _ => {
            let folder = path.split('?').next().unwrap_or("/");
            let folder = folder.rfind('/').map_or("/", |end| &folder[..=end]);
            format!("{scheme}://{authority}{folder}{reference}")
        }
    };
    parts(&url)?;
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined_to_their_page() {
        for (reference, expected) in [
            ("https://b.example/x", "https://b.example/x"),
            ("//b.example/x", "https://b.example/x"),
            ("/x?y", "https://a.example:8080/x?y"),
            ("x", "https://a.example:8080/one/x"),
            ("?p=2", "https://a.example:8080/one/two?p=2"),
        ] {
            assert_eq!(joined("https://a.example:8080/one/two?q", reference).unwrap(), expected);
        }
        for reference in
            ["file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "http://a@b.example/"]
        {
            assert!(joined("https://a.example/", reference).is_err(), "{reference}");
        }
    }

    #[test]
    fn hosts_are_told_without_their_ports() {
        assert_eq!(host("http://A.example:80/x").as_deref(), Some("a.example"));
        assert_eq!(host("http://[::1]:80/x").as_deref(), Some("::1"));
        assert_eq!(host("https://[::1]").as_deref(), Some("::1"));
    }
}
