internal import ArgumentParser
internal import Foundation
internal import Learning
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting
internal import RunStore
internal import SpecificationReading

/// What the process returns when it does not return 0.
enum ExitStatus {
  /// A claim was refuted.
  static let refuted = ExitCode(1)
  /// The command line, or a value on it or in a specification, cannot be used.
  static let unusable = ExitCode(2)
  /// The work could not be completed.
  static let incomplete = ExitCode(3)

  /// nil where the verdict is no reason to complain.
  static func of(_ verdict: Verdict) -> ExitCode? {
    switch verdict {
    case .consistent: nil
    case .refuted: refuted
    case .inconclusive: incomplete
    }
  }
}

extension DPAudit {
  /// Runs the command that the arguments name.
  ///
  /// Not ArgumentParser's own `main()`: it exits with 64 on usage errors, and with 1 on the rest, which here means that
  /// a claim was refuted.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      exit(withError: status)
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      note(fullMessage(for: error))
      exit(withError: status(of: error))
    }
  }

  private static func status(of error: any Error) -> ExitCode {
    switch error {
    case is InvalidValue, is AccountingError, is SpecificationError, is DatasetError, is RunFileError,
      is ReportingError:
      ExitStatus.unusable
    default: exitCode(for: error) == .validationFailure ? ExitStatus.unusable : ExitStatus.incomplete
    }
  }
}
