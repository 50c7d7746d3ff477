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
      the run file or the command line cannot be used, 3 the audit is inconclusive, was interrupted or could not be completed. \
      A canary of several pairs of neighbours is an audit of each, in order, until one refutes the claim; a pair that the \
      worker refuses is left out.
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
    Interruption.catchSignals()
    var outcomes: [AuditOutcome] = []
    do {
      let series = try audit.series()
      for part in series {
        let run = AuditRun(
          specification: part, directory: file.deletingLastPathComponent(),
          runFile: folder.appending(component: "\(part.name).sqlite"),
          runner: TrialRunner(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, blockSize: blockSize),
          command: reproducingCommand(
            specification: specification, reports: reports, currentFolder: FileManager.default.currentDirectoryPath))
        do {
          outcomes.append(try finish(run, reportsIn: folder, with: gnuplot))
        } catch let failure as WorkerPool.Failure where series.count > 1 && failure.isRefusal {
          note("\(part.name) is left out: \(failure)")
          continue
        }
        if outcomes.last?.verdict == .refuted { break }
      }
      guard !outcomes.isEmpty else { throw AuditError.nothingAccepted(pairs: series.count) }
    } catch let error as InvalidValue {
      throw read.locate(error)
    }
    if json {
      let texts = try outcomes.map { try jsonText($0) }
      print(audit.isSeries ? "[\n\(texts.joined(separator: ",\n"))]\n" : texts[0], terminator: "")
    }
    let statuses = outcomes.compactMap { ExitStatus.of($0.verdict) }
    if let status = statuses.min(by: { $0.rawValue < $1.rawValue }) { throw status }
  }

  private func finish(_ run: AuditRun, reportsIn folder: URL, with gnuplot: Gnuplot) throws -> AuditOutcome {
    let preparation = try run.prepare()
    defer { preparation.workers?.close() }
    warnIfUnsupported(preparation)
    try checkWritable(folder)
    let outcome = try run.finish(preparation, startingAfresh: fresh, isQuiet: quiet) { Interruption.isRequested }
    do {
      try render(outcome, with: gnuplot).write(to: folder)
    } catch {
      throw AuditError.unreported(reason: "\(error)", runFile: run.runFile.relativePath)
    }
    if !json { print(summaryLines(outcome, reportIn: folder).map { $0 + "\n" }.joined(), terminator: "") }
    return outcome
  }

  private func warnIfUnsupported(_ preparation: AuditRun.Preparation) {
    guard let check = preparation.claimCheck, check.outcome != .supported else { return }
    let lines = claimCheckLines(check, delta: preparation.claim.delta)
    note("warning: \(specification): the stated claim is not borne out by the mechanism's own parameters")
    for line in lines { note(line) }
  }
}
