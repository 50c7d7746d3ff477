internal import Foundation

/// Texts as they should be, kept in the folder `Snapshots` of a test target.
///
/// To accept new ones, run the tests with `RECORD_SNAPSHOTS=1` in the environment, read what `git diff` shows, and
/// run them again without it.
package struct Snapshots: Sendable {
  private let folder: URL

  /// - Parameter file: Leave it out: the test file that asks, beside which the folder lies.
  package init(beside file: String = #filePath) {
    folder = URL(filePath: file).deletingLastPathComponent().appending(component: "Snapshots")
  }

  /// How `actual` differs from the snapshot, line by line; nil where it does not.
  package func difference(of actual: String, from name: String) throws -> String? {
    let url = folder.appending(component: name)
    guard ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == nil else {
      try Data(actual.utf8).write(to: url)
      return nil
    }
    guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
      return "there is no snapshot \(name); run the tests once with RECORD_SNAPSHOTS=1"
    }
    return actual == expected ? nil : "\(name):\n" + lineDifference(from: expected, to: actual)
  }
}

/// Removed lines under −, inserted ones under +, each with its number.
package func lineDifference(from expected: String, to actual: String) -> String {
  let (expected, actual) = (expected.components(separatedBy: "\n"), actual.components(separatedBy: "\n"))
  let difference = actual.difference(from: expected)
  let removed = difference.removals.map { change in
    if case .remove(let offset, let line, _) = change { (offset, 0, "- \(offset + 1): \(line)") } else { (0, 0, "") }
  }
  let inserted = difference.insertions.map { change in
    if case .insert(let offset, let line, _) = change { (offset, 1, "+ \(offset + 1): \(line)") } else { (0, 1, "") }
  }
  return (removed + inserted).sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2).joined(separator: "\n")
}
