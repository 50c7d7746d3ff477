/// Data that cannot be loaded or that make no dataset.
package enum DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in a file something is wrong.
  package enum Place: Hashable, Sendable {
    /// A line of text, counted from 1.
    case line(Int)
    /// A distance from the beginning of the file, counted from 0.
    case byte(Int)
  }

  /// A file that cannot be opened or read.
  case unreadable(file: String, reason: String)
  /// A file whose content breaks its format; `remedy` is the way out, where there is one to name.
  case malformed(file: String, place: Place?, what: String, allowed: String, got: String, remedy: String?)
  /// Values that make no dataset, wherever they came from.
  case invalid(what: String, allowed: String, got: String)

  package var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .malformed(let file, let place, let what, let allowed, let got, let remedy):
      "\(file)\(place.map(\.description) ?? ""): \(what) must be \(allowed), got \(got)"
        + (remedy.map { "; \($0)" } ?? "")
    case .invalid(let what, let allowed, let got): "data: \(what) must be \(allowed), got \(got)"
    }
  }
}

extension DatasetError.Place {
  fileprivate var description: String {
    switch self {
    case .line(let line): ", line \(line)"
    case .byte(let offset): ", byte \(offset)"
    }
  }
}
