package import PrivacyModel

/// How the second of two neighbouring datasets comes from the first, whose law is P in a pair (P, Q).
package enum Direction: String, Hashable, Codable, Sendable, CaseIterable {
  /// The first holds the record, the second does not (or holds a blank).
  case remove
  /// The second holds the record, the first does not (or holds a blank).
  case add
  /// They hold different records.
  case replace
}

extension Direction {
  /// How far an unsampled sum moves at most, in units of one record's contribution.
  var contributionsMoved: Int { self == .replace ? 2 : 1 }
}

extension Adjacency {
  /// How far an unsampled sum moves at most in any direction, in units of one record's contribution.
  var contributionsMoved: Int { directions.reduce(0) { max($0, $1.contributionsMoved) } }

  /// The directions in which a claim under this adjacency must hold.
  package var directions: [Direction] {
    switch self {
    case .addOrRemove, .zeroOut: [.remove, .add]
    case .replaceOne: [.replace]
    }
  }
}
