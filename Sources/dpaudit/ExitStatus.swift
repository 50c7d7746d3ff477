internal import ArgumentParser
internal import Foundation
internal import Learning
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting
internal import RunStore
internal import ScoreReading
internal import SpecificationReading

/// What the process returns when it does not return 0.
enum ExitStatus {
  /// A claim was refuted, by an attack or by its own parameters.
  static let refuted = ExitCode(1)
  /// The command line, the specification, its data, the reports folder or the run file cannot be used.
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
    // Whoever reads our output may go away before the audit ends; a write then fails and nothing else happens.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      exit(withError: status)
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      note(fullMessage(for: error))
      exit(withError: ExitCode(exitStatus(of: error)))
    }
  }
}

/// What the process returns after `error`.
package func exitStatus(of error: any Error) -> Int32 {
  status(of: error).rawValue
}

private func status(of error: any Error) -> ExitCode {
  switch error {
  case is InvalidValue, is AccountingError, is CalibrationError, is SpecificationError, is DatasetError,
    is ScoreFileError,
    is UnusableFile:
    ExitStatus.unusable
  case let error as RunFileError:
    switch error {
    case .otherRun, .notARunFile, .moreTrials: ExitStatus.unusable
    case .inUse, .unwritable: ExitStatus.incomplete
    }
  case let error as ReportingError:
    switch error {
    // Before the first trial; what goes wrong after the last one is an `AuditError`.
    case .cannotMakeFolder, .cannotWrite, .unknownSchema, .unreadableOutcome: ExitStatus.unusable
    case .gnuplotNotFound, .gnuplotFailed: ExitStatus.incomplete
    }
  default: DPAudit.exitCode(for: error) == .validationFailure ? ExitStatus.unusable : ExitStatus.incomplete
  }
}
