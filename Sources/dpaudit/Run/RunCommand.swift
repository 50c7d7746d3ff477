internal import ArgumentParser
internal import Foundation
internal import Games
internal import NumericalCore
internal import PrivacyModel
internal import Reporting
internal import SpecificationReading

/// `dpaudit run`: plays the game of a specification and reports what it shows of the claim.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Audits the mechanism of a specification and writes a report.",
    discussion: """
      Finished trials are kept in REPORTS/NAME.sqlite, and the same command goes on where an earlier one stopped. \
      Exit status: 0 the claim is not refuted, 1 it is refuted, 2 the specification or the command line cannot be \
      used, 3 the audit is inconclusive, failed or was interrupted.
      """)

  @Argument(help: "The specification, a YAML file.")
  var specification: String

  @Option(help: "The folder for the report and the run file; made if missing.")
  var reports = "reports"

  @Option(help: "How many trials run at once; the result does not depend on it. Default: one a processor core.")
  var threads: Int?

  @Option(help: "How many trials are kept at a time; the result does not depend on it. Default: half a second's worth.")
  var blockSize: Int?

  @Flag(help: "Delete the run file of an earlier run first.")
  var fresh = false

  @Flag(help: "Print the report as JSON on standard output in place of the summary.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    let threads = try threads.map { try checked($0, "--threads", in: 1...1024) }
    let blockSize = try blockSize.map { try checked($0, "--block-size", in: 1...1 << 24) }
    let file = URL(filePath: specification)
    let read = try ReadSpecification(at: file)
    let audit = read.specification
    let folder = URL(filePath: reports, directoryHint: .isDirectory)
    let gnuplot = try Gnuplot.find()
    OpenBLAS.useOneThread()
    let run = AuditRun(
      specification: audit, directory: file.deletingLastPathComponent(),
      runFile: folder.appending(component: "\(audit.name).sqlite"),
      runner: TrialRunner(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, blockSize: blockSize),
      command: "./dpaudit run \(specification)")
    let preparation: AuditRun.Preparation
    do {
      preparation = try run.prepare()
    } catch let error as InvalidValue {
      throw read.locate(error)
    }
    warnIfUnsupported(preparation)
    try checkWritable(folder)
    if fresh { try deleteRunFile(run.runFile) }
    Interruption.catchSignals()
    let outcome = try run.finish(preparation, isQuiet: quiet) { Interruption.isRequested }
    try render(outcome, with: gnuplot).write(to: folder)
    print(json ? try jsonText(outcome) : summaryLines(outcome, reportIn: folder).joined(separator: "\n"))
    if let status = ExitStatus.of(outcome.verdict) { throw status }
  }

  private func warnIfUnsupported(_ preparation: AuditRun.Preparation) {
    guard preparation.claim.epsilon < preparation.accountant.epsilon else { return }
    note(
      """
      warning: \(specification): the stated epsilon \(preparation.claim.epsilon) is less than \
      \(preparation.accountant.epsilon), which is what the accountant supports for this mechanism at delta \
      \(preparation.claim.delta) (\(preparation.accountant.method))
      """)
  }

  private func deleteRunFile(_ url: URL) throws {
    for suffix in ["", "-journal", "-wal", "-shm"] {
      let path = url.path + suffix
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }
  }
}

/// Writes a line to standard error, or nowhere if that is closed or full: no audit ends for want of a listener.
func note(_ line: String) {
  try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
}
