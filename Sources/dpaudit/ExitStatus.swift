internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel

/// What the process returns, beside the statuses that `run` chooses itself.
enum ExitStatus {
  /// The command line, or a value on it or in a specification, cannot be used.
  static let unusable = ExitCode(2)
  /// The work could not be completed.
  static let incomplete = ExitCode(3)
}

extension DPAudit {
  /// Runs the command that the arguments name.
  ///
  /// Not ArgumentParser's own `main()`: it exits with 64 on usage errors, and with 1 on the rest, which here means that
  /// a claim was refuted.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let status as ExitCode {
      exit(withError: status)
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      exit(withError: status(of: error))
    }
  }

  private static func status(of error: any Error) -> ExitCode {
    switch error {
    case is InvalidValue, is AccountingError: ExitStatus.unusable
    default: exitCode(for: error) == .validationFailure ? ExitStatus.unusable : ExitStatus.incomplete
    }
  }
}
