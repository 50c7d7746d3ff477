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
    abstract: "Checks the accountants against each other, and the bounds against known truths.",
    discussion: """
      With --accounting: at each of --points random DP-SGD mechanisms, and a tenth as many others, intervals are \
      ordered and finite, no accountant contradicts another, and more private mechanisms have no larger ε. The \
      mechanisms depend on the seed alone, the findings not on the threads. \
      With --bounds: every lower bound at laws of scores whose ε is known, --repetitions times at each size; a bound \
      whose theorem covers the scores may not exceed the truth more often than its significance allows. \
      Exit status: 0 no violation, 1 violations, 2 the command line cannot be used.
      """)

  @Flag(help: "Check the accountants.")
  var accounting = false

  @Flag(help: "Check the bounds.")
  var bounds = false

  @Option(parsing: .unconditional, help: "How often each law and size is repeated, with --bounds.")
  var repetitions = 2000

  @Option(parsing: .upToNextOption, help: "How many candidates, with --bounds; several numbers.")
  var sizes = [50, 200, 1000, 10_000]

  @Option(parsing: .unconditional, help: "How many DP-SGD mechanisms, with --accounting.")
  var points = 10_000

  @Option(parsing: .unconditional, help: "What the mechanisms are drawn from.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "How many points at once. Default: one a processor core.")
  var threads: Int?

  @Option(help: "Write the report to FILE.md in place of standard output.")
  var report: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    guard accounting != bounds else {
      throw InvalidValue(
        key: "one of --accounting and --bounds", allowed: "given", got: accounting ? "both" : "neither")
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
    let (text, violations) =
      accounting ? accountingStudy(points: points, threads: threads) : try coverageStudy(threads: threads)
    if let file {
      try writeTogether([(file.lastPathComponent, text)], to: file.deletingLastPathComponent())
    } else {
      print(text, terminator: "")
    }
    if file != nil { print(violationStatement(violations)) }
    if violations > 0 { throw ExitStatus.refuted }
  }

  private func accountingStudy(points: Int, threads: Int) -> (report: String, violations: Int) {
    let study = AccountingStudy(seed: seed, points: points)
    let progress = ProgressReporter(total: study.allPoints, finished: 0, isQuiet: quiet, unit: "points")
    let studied = study.run(threads: threads) { progress.add(1) }
    progress.end()
    let summary = study.summary(of: studied)
    return (accountingStudyReport(summary, toolVersion: toolVersion), summary.violations.count)
  }

  private func coverageStudy(threads: Int) throws -> (report: String, violations: Int) {
    let repetitions = try checked(repetitions, "--repetitions", in: 1...10_000_000)
    let sizes = try sizes.map { try checked($0, "--sizes", in: 20...10_000_000) }
    let study = CoverageStudy(seed: seed, repetitions: repetitions, sizes: sizes)
    let progress = ProgressReporter(total: study.work, finished: 0, isQuiet: quiet, unit: "repetitions")
    let summary = try study.run(threads: threads) { progress.add(1) }
    progress.end()
    let command =
      "./dpaudit selfcheck --bounds --repetitions \(repetitions) --sizes \(sizes.map(String.init).joined(separator: " ")) "
      + "--seed \(seed)"
    return (coverageReport(summary, command: command, toolVersion: toolVersion), summary.violations.count)
  }
}
