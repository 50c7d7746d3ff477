/// A file of scores that cannot be used, with the place, what is allowed there and what is found.
package struct ScoreFileError: Error, Hashable, Sendable, CustomStringConvertible {
  let file: String
  /// Counted from 1; nil for what concerns the whole file.
  let line: Int?
  let what: String
  let allowed: String
  let got: String

  package var description: String {
    "\(file)\(line.map { ", line \($0)" } ?? ""): \(what) must be \(allowed), got \(got)"
  }
}
