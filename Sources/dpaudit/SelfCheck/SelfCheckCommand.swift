internal import ArgumentParser
internal import Evidence
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// `dpaudit selfcheck`: the tool against itself.
struct SelfCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selfcheck",
    abstract: "Checks the accountants against each other, and bounds and audits against known truths.",
    discussion: """
      With --accounting: at each of --points random DP-SGD mechanisms, and a tenth as many others, intervals are \
      ordered and finite, no accountant contradicts another, and more private mechanisms have no larger ε. The \
      mechanisms depend on the seed alone, the findings not on the threads. \
      With --bounds: every lower bound at laws of scores whose ε is known, several times at each size; a bound whose \
      theorem covers the scores may not exceed the truth more often than its significance allows. Beside it, what the \
      bounds show on average, with figures where there is a --report. It takes a few minutes on two cores. \
      With --tightness: whole audits of small trainings, --repetitions of each (default 100): how close bounds come to \
      the accountant's ε, how often they exceed it, and how little missing noise they notice. \
      With --adversaries: audits of trainings on the digits of --data by adversaries of each kind, beside what rules that \
      do not hold would have said. \
      With --faults: known faults of implementations, each put into a small training or a classical query, against \
      sequential audits that should refute it at significance 0.01, and the same audits without the fault. A fault that fewer \
      than 95 % of its audits refute is a violation, and so are twins that are refuted too often. \
      With --mechanisms: twenty mechanisms of the literature that claim ε = 0.1, with known ε, before audits of 2.31 \
      million trials, --seeds of each (default 10). One whose ε is at least 0.15 and that fewer than 95 % of its audits \
      refute is a violation, and so are true claims that are refuted, or truths that are exceeded, too often. \
      Exit status: 0 no violation, 1 violations, 2 the command line cannot be used.
      """)

  @Flag(help: "Check the accountants.")
  var accounting = false

  @Flag(help: "Check the bounds.")
  var bounds = false

  @Flag(help: "Check whole audits.")
  var tightness = false

  @Flag(help: "Check adversaries of each kind.")
  var adversaries = false

  @Option(help: "The images of digits, a CSV file, with --adversaries.")
  var data = "audits/data/digits.csv"

  @Option(
    parsing: .unconditional,
    help: "How many trials in each world, with --tightness (default: 10,000) or --adversaries (1,000).")
  var trialsPerWorld: Int?

  @Flag(help: "Check what finds known faults.")
  var faults = false

  @Flag(help: "Check audits of mechanisms whose ε is known.")
  var mechanisms = false

  @Option(
    parsing: .unconditional,
    help: "How often each mechanism is audited, with --faults (default: 20) or --mechanisms (10).")
  var seeds: Int?

  @Option(parsing: .upToNextOption, help: "Which faults, with --faults; several names. Default: all.")
  var only: [KnownFault] = []

  @Option(
    parsing: .unconditional,
    help: """
      How often each law is repeated at each size, large or small, with --bounds. Default: 300, and 30 at sizes above \
      20,000.
      """)
  var repetitions: Int?

  @Option(
    parsing: .unconditional,
    help: "How often at sizes above 20,000, with --bounds. Default: as --repetitions says, or 30.")
  var largeRepetitions: Int?

  @Option(parsing: .upToNextOption, help: "How many candidates, with --bounds; several numbers.")
  var sizes = [50, 200, 1000, 10_000, 100_000]

  @Option(parsing: .unconditional, help: "How many DP-SGD mechanisms, with --accounting.")
  var points = 10_000

  @Option(parsing: .unconditional, help: "What the mechanisms are drawn from.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "How many points at once. Default: one a processor core.")
  var threads: Int?

  @Option(help: "Write the report to FILE.md in place of standard output, and the figures of --bounds beside it.")
  var report: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    let chosen = [accounting, bounds, tightness, adversaries, faults, mechanisms].count { $0 }
    guard chosen == 1 else {
      throw InvalidValue(
        key: "one of --accounting, --bounds, --tightness, --adversaries, --faults and --mechanisms", allowed: "given",
        got: chosen == 0 ? "none" : "several")
    }
    let points = try checked(points, "--points", in: 1...10_000_000)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = try checked(threads ?? cores, "--threads", in: 1...1024)
    let file = try report.map { path in
      let url = URL(filePath: path)
      guard url.pathExtension == "md" else {
        throw InvalidValue(key: "--report", allowed: "the name of a file that ends in .md", got: "'\(path)'")
      }
      return url
    }
    let (files, violations) =
      if accounting {
        accountingStudy(points: points, threads: threads, file: file)
      } else if bounds {
        try coverageStudy(threads: threads, file: file)
      } else if tightness {
        try tightnessStudy(threads: threads, file: file)
      } else if adversaries {
        try adversaryStudy(threads: threads, file: file)
      } else if mechanisms {
        try mechanismStudy(threads: threads, file: file)
      } else {
        try faultStudy(threads: threads, file: file)
      }
    if let file {
      try writeTogether(files, to: file.deletingLastPathComponent())
      print(violationStatement(violations))
    } else {
      print(files[0].text, terminator: "")
    }
    if violations > 0 { throw ExitStatus.refuted }
  }

  /// The report, then its figures.
  private typealias Files = [(name: String, text: String)]

  private func accountingStudy(points: Int, threads: Int, file: URL?) -> (files: Files, violations: Int) {
    let study = AccountingStudy(seed: seed, points: points)
    let progress = ProgressReporter(total: study.allPoints, finished: 0, isQuiet: quiet, unit: "points")
    let studied = study.run(threads: threads) { progress.add(1) }
    progress.end()
    let summary = study.summary(of: studied)
    let text = accountingStudyReport(summary, toolVersion: toolVersion)
    return ([(file?.lastPathComponent ?? "", text)], summary.violations.count)
  }

  private func tightnessStudy(threads: Int, file: URL?) throws -> (files: Files, violations: Int) {
    let study = TightnessStudy(
      seed: seed, repetitions: try checked(repetitions ?? 100, "--repetitions", in: 1...1_000_000),
      trialsPerWorld: try checked(trialsPerWorld ?? 10_000, "--trials-per-world", in: 2...10_000_000))
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "audits")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    let text = tightnessReport(summary, toolVersion: toolVersion)
    return ([(file?.lastPathComponent ?? "", text)], summary.violations)
  }

  private func adversaryStudy(threads: Int, file: URL?) throws -> (files: Files, violations: Int) {
    let study = try AdversaryStudy(
      seed: seed, trialsPerWorld: try checked(trialsPerWorld ?? 1000, "--trials-per-world", in: 2...10_000_000),
      data: DataSpecification(
        source: .csv(path: data, labelColumn: "label"), scale: 0.0625, examples: 500),
      relativeTo: URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory))
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "audits")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    let text = adversaryReport(summary, toolVersion: toolVersion)
    return ([(file?.lastPathComponent ?? "", text)], 0)
  }

  private func faultStudy(threads: Int, file: URL?) throws -> (files: Files, violations: Int) {
    let seeds = try checked(seeds ?? 20, "--seeds", in: 1...10_000)
    let study = try FaultStudy(seed: seed, seeds: seeds, faults: only.isEmpty ? KnownFault.allCases : only)
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "audits")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    return ([(file?.lastPathComponent ?? "", faultReport(summary, toolVersion: toolVersion))], summary.violations)
  }

  private func mechanismStudy(threads: Int, file: URL?) throws -> (files: Files, violations: Int) {
    let study = MechanismStudy(seed: seed, seeds: try checked(seeds ?? 10, "--seeds", in: 1...10_000))
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "audits")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    return ([(file?.lastPathComponent ?? "", mechanismReport(summary, toolVersion: toolVersion))], summary.violations)
  }

  private func coverageStudy(threads: Int, file: URL?) throws -> (files: Files, violations: Int) {
    let repetitions = try repetitions.map { try checked($0, "--repetitions", in: 1...10_000_000) }
    let largeRepetitions = try largeRepetitions.map { try checked($0, "--large-repetitions", in: 1...10_000_000) }
    let sizes = try sizes.map { try checked($0, "--sizes", in: 50...10_000_000) }
    // Before minutes of work.
    let gnuplot = try file.map { _ in try Gnuplot.find() }
    let study = CoverageStudy(
      seed: seed, repetitions: repetitions ?? 300, largeRepetitions: largeRepetitions ?? repetitions ?? 30, sizes: sizes
    )
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "repetitions")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    let names = file.map { CoverageFigureNames(report: $0.deletingPathExtension().lastPathComponent) }
    let text = coverageReport(summary, figures: names, toolVersion: toolVersion)
    var files: Files = [(file?.lastPathComponent ?? "", text)]
    if let names, let gnuplot { files += try coverageFigures(summary, names: names, with: gnuplot) }
    return (files, summary.violations.count)
  }
}

extension KnownFault: ExpressibleByArgument {}
