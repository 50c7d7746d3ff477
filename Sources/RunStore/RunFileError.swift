package import Foundation
internal import GRDB

/// A run file that cannot be used.
package enum RunFileError: Error, CustomStringConvertible {
  case otherRun(URL, difference: RunDifference)
  case notARunFile(URL, reason: String)
  /// It goes beyond the end of the game.
  case moreTrials(URL, trial: Int, trials: Int)
  case inUse(URL)
  case unwritable(URL, reason: String)

  /// What an error of SQLite or of a coder means for the run file at `url`.
  init(_ error: any Error, _ url: URL) {
    switch error {
    case let error as RunFileError: self = error
    case let error as DatabaseError: self.init(error, url)
    case is DecodingError, is RowDecodingError: self = .notARunFile(url, reason: "what it holds is damaged")
    default: self = .unwritable(url, reason: "\(error)")
    }
  }

  private init(_ error: DatabaseError, _ url: URL) {
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(url)
    // The last: a statement that does not fit the tables.
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR: self = .notARunFile(url, reason: reason)
    default: self = .unwritable(url, reason: reason)
    }
  }

  package var description: String {
    switch self {
    case .otherRun(let url, let difference):
      """
      \(url.relativePath) holds another run: \(difference). Trials of two runs do not mix; \(difference.wayBack), give \
      another name, or start again with --fresh, which deletes the trials in the file.
      """
    case .notARunFile(let url, let reason):
      "\(url.relativePath) is not a usable run file: \(reason). Move it away, or start again with --fresh, which empties it."
    case .moreTrials(let url, let trial, let trials):
      """
      \(url.relativePath) holds trial \(trial), and the specification has \(trials) in all; raise game.trialsPerWorld \
      again, give another name, or start again with --fresh, which deletes the trials in the file.
      """
    case .inUse(let url):
      "\(url.relativePath) is in use by another process, probably the same audit; wait for it or stop it."
    case .unwritable(let url, let reason):
      "\(url.relativePath) cannot be written: \(reason). Check the permissions of its folder and the free space of its disk."
    }
  }
}
