internal import ArgumentParser
internal import Foundation
internal import Games
internal import Mechanisms
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
      Exit status: 0 the claim is not refuted, 1 it is refuted, 2 the specification, a file it names, the reports folder, \
      the run file or the command line cannot be used, 3 the audit is inconclusive, was interrupted or could not be completed.
      """)

  static let defaultReports = "reports"

  @Argument(help: "The specification, a YAML file.")
  var specification: String

  @Option(help: "The folder for the report and the run file; made if missing.")
  var reports = Self.defaultReports

  @Option(help: "How many trials run at once; the result does not depend on it. Default: one a processor core.")
  var threads: Int?

  @Option(help: "How many trials are kept at a time; the result does not depend on it. Default: half a second's worth.")
  var blockSize: Int?

  @Flag(help: "Delete the trials of an earlier run first.")
  var fresh = false

  @Flag(help: "Print the report as JSON on standard output in place of the summary.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    let threads = try threads.map { try checked($0, "--threads", in: 1...1024) }
    var blockSize = try blockSize.map { try checked($0, "--block-size", in: 1...1 << 24) }
    let file = URL(filePath: specification)
    let read = try ReadSpecification<AuditSpecification>(at: file)
    let audit = read.specification
    if case .external(let external) = audit.mechanism {
      guard blockSize ?? external.blockSize == external.blockSize else {
        throw InvalidValue(
          key: "--block-size", allowed: "left out: mechanism.blockSize says what workers run at once", got: "it")
      }
      blockSize = external.blockSize
    }
    let folder = URL(filePath: reports, directoryHint: .isDirectory)
    let gnuplot = try Gnuplot.find()
    OpenBLAS.useOneThread()
    let run = AuditRun(
      specification: audit, directory: file.deletingLastPathComponent(),
      runFile: folder.appending(component: "\(audit.name).sqlite"),
      runner: TrialRunner(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, blockSize: blockSize),
      command: reproducingCommand(
        specification: specification, reports: reports, currentFolder: FileManager.default.currentDirectoryPath))
    let preparation: AuditRun.Preparation
    do {
      preparation = try run.prepare()
    } catch let error as InvalidValue {
      throw read.locate(error)
    }
    defer { preparation.workers?.close() }
    warnIfUnsupported(preparation)
    try checkWritable(folder)
    Interruption.catchSignals()
    let outcome = try run.finish(preparation, startingAfresh: fresh, isQuiet: quiet) { Interruption.isRequested }
    do {
      try render(outcome, with: gnuplot).write(to: folder)
    } catch {
      throw AuditError.unreported(reason: "\(error)", runFile: run.runFile.relativePath)
    }
    print(
      json ? try jsonText(outcome) : summaryLines(outcome, reportIn: folder).map { $0 + "\n" }.joined(),
      terminator: "")
    if let status = ExitStatus.of(outcome.verdict) { throw status }
  }

  private func warnIfUnsupported(_ preparation: AuditRun.Preparation) {
    guard let check = preparation.claimCheck, check.outcome != .supported else { return }
    let lines = claimCheckLines(check, delta: preparation.claim.delta)
    note("warning: \(specification): the stated claim is not borne out by the mechanism's own parameters")
    for line in lines { note(line) }
  }
}
