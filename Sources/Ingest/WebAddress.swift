import CCurl

/// Addresses of the web, taken apart by libcurl so that what is checked is what is fetched.
enum WebAddress {
  /// Whether the scheme is http or https.
  static func isFetchable(_ url: String) -> Bool {
    guard let origin = origin(of: url) else { return false }
    return origin.hasPrefix("http://") || origin.hasPrefix("https://")
  }

  /// `reference` made absolute against `base`.
  static func resolve(_ reference: String, against base: String) -> String? {
    take(ccurl_url_resolve(base, reference))
  }

  /// `url` with one query parameter set.
  static func adding(_ name: String, _ value: String, to url: String) -> String? {
    take(ccurl_url_with_query(url, name, value))
  }

  /// `scheme://host:port`; secrets go to no other.
  static func origin(of url: String) -> String? {
    take(ccurl_url_origin(url))
  }

  /// Without user, password and query: fit for messages.
  static func shown(_ url: String) -> String {
    take(ccurl_url_shown(url)) ?? "?"
  }

  private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { ccurl_free_text(text) }
    return String(cString: text)
  }
}
