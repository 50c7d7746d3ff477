internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// `dpaudit selfcheck`: the tool against itself.
struct SelfCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selfcheck", abstract: "Checks the accountants against each other at random mechanisms.",
    discussion: """
      With --accounting: at each of --points random DP-SGD mechanisms, and a tenth as many others, intervals are \
      ordered and finite, no accountant contradicts another, and more private mechanisms have no larger ε. The \
      mechanisms depend on the seed alone, the findings not on the threads. \
      Exit status: 0 no violation, 1 violations, 2 the command line cannot be used.
      """)

  @Flag(help: "Check the accountants.")
  var accounting = false

  @Option(parsing: .unconditional, help: "How many DP-SGD mechanisms.")
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
    guard accounting else { throw InvalidValue(key: "--accounting", allowed: "given", got: "nothing") }
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
    let study = AccountingStudy(seed: seed, points: points)
    let progress = ProgressReporter(total: study.allPoints, finished: 0, isQuiet: quiet, unit: "points")
    let studied = study.run(threads: threads) { progress.add(1) }
    progress.end()
    let summary = study.summary(of: studied)
    let text = accountingStudyReport(summary, toolVersion: toolVersion)
    if let file {
      try writeTogether([(file.lastPathComponent, text)], to: file.deletingLastPathComponent())
    } else {
      print(text, terminator: "")
    }
    let violations = summary.violations.count
    if file != nil { print(violationStatement(violations)) }
    if violations > 0 { throw ExitStatus.refuted }
  }
}
