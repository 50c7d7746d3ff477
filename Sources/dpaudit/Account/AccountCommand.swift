internal import ArgumentParser
internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting
internal import SpecificationReading

/// `dpaudit account`: the privacy of a mechanism, from its parameters alone.
struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Computes the ε of a mechanism at a δ, or δ at an ε, without attacking it.",
    discussion: """
      The mechanism is one event given by flags, or a YAML file of composed events, such as those in audits/events; \
      its keys are those that --json prints under event. Lower ends are rounded down and upper ends up; what an \
      accountant's number is (exact, bound, estimate, approximation) stands beside it. \
      Exit status with --claim: 0 the parameters support the claim, 1 they provably do not, 3 the claim lies between \
      the proven bounds. Without it: 0. In either case 2 if the command line or a file cannot be used.
      """)

  @Argument(help: "A YAML file of events, in place of the flags that describe one.")
  var events: String?

  @OptionGroup(title: "One event") var options: EventOptions

  @Option(parsing: .unconditional, help: "The δ at which to state ε, from 0 to less than 1.")
  var delta: Double?

  @Option(parsing: .unconditional, help: "The ε at which to state δ, in place of --delta.")
  var epsilon: Double?

  @Option(help: "Which datasets are neighbours: add-or-remove, replace-one or zero-out.")
  var adjacency = Adjacency.addOrRemove

  @Option(
    parsing: .unconditional,
    help: """
      How wide the proven interval may be: for ε relative to ε, and with --epsilon for δ relative to δ. \
      Default: 1e-3 for ε, 1e-2 for δ.
      """)
  var epsilonError: Double?

  @Option(
    parsing: .unconditional, help: "A stated ε: says whether the parameters support it, and what else would give it.")
  var claim: Double?

  @Option(parsing: .unconditional, help: "The clip norm, for mistakes that --claim may have made with it.")
  var clipNorm: Double?

  @Option(help: "Write the curve δ(ε) to FILE.csv, and a figure of it to FILE.svg.")
  var curve: String?

  @Flag(help: "Print a JSON object instead of a table.")
  var json = false

  func run() throws {
    let event = try mechanismEvent()
    let question = try question()
    let curve = try curve.map(CurveFile.init)
    let claim = try claim.map { try checked($0, "--claim", in: .notNegative) }
    let clipNorm = try clipNorm.map { try checked($0, "--clip-norm", in: .positive) }
    guard clipNorm == nil || claim != nil else {
      throw InvalidValue(key: "--clip-norm", allowed: "given with --claim, whose mistakes it explains", got: "it alone")
    }
    let relativeWidth = try epsilonError.map { try checked($0, "--epsilon-error", in: .positive) }
    do {
      switch question {
      case .epsilon(let delta):
        let table = try accountingTable(event, delta: delta, adjacency: adjacency, relativeWidth: relativeWidth ?? 1e-3)
        let check = try claim.map {
          try checkClaim(
            epsilon: $0, against: table.best, of: event, delta: delta, adjacency: adjacency,
            facts: ClaimFacts(clipNorm: clipNorm, batchSize: options.repetition.expectedBatchSize))
        }
        try curve?.write(
          event, adjacency: adjacency, mark: PrivacyMark(claim: check, delta: delta, best: table.best))
        print(try text(table, check), terminator: "")
        if let status = check.flatMap({ ExitStatus.of($0.outcome) }) { throw status }
      case .delta(let epsilon):
        guard claim == nil else {
          throw InvalidValue(key: "--claim", allowed: "given with --delta, at which it is stated", got: "--epsilon")
        }
        let points = try deltaCurve(
          event, adjacency: adjacency, epsilons: [epsilon], relativeWidth: relativeWidth ?? 1e-2)
        guard let point = points.first else { return }
        try curve?.write(
          event, adjacency: adjacency, mark: PrivacyMark(name: "bound", epsilon: epsilon, delta: point.upperDelta))
        print(
          json
            ? try jsonText(point, event: event, adjacency: adjacency)
            : curvePointText(point, event: event, adjacency: adjacency), terminator: "")
      }
    } catch let error as AccountingError {
      guard let events else { throw error }
      throw UnusableFile(file: events, reason: "\(error)")
    } catch let error as InvalidValue where events != nil && !error.key.hasPrefix("-") {
      throw UnusableFile(file: events ?? "", reason: "\(error)")
    }
  }

  private func text(_ table: AccountingTable, _ check: ClaimCheck?) throws -> String {
    guard !json else { return try jsonText(table, claim: check) }
    let lines = check.map { claimCheckLines($0, delta: table.delta) } ?? []
    return accountingTableText(table) + lines.map { $0 + "\n" }.joined()
  }

  private func mechanismEvent() throws -> MechanismEvent {
    guard let events else { return try options.event() }
    if let option = options.given.first {
      throw InvalidValue(key: option, allowed: "left out, since \(events) has the events", got: "it as well")
    }
    return try readEvent(at: URL(filePath: events))
  }

  private enum Question {
    case epsilon(atDelta: Double)
    case delta(atEpsilon: Double)
  }

  private func question() throws -> Question {
    switch (delta, epsilon) {
    case (let delta?, nil): return .epsilon(atDelta: try checked(delta, "--delta", in: .halfOpenUnitInterval))
    case (nil, let epsilon?): return .delta(atEpsilon: try checked(epsilon, "--epsilon", in: .notNegative))
    case (nil, nil): throw InvalidValue(key: "one of --delta and --epsilon", allowed: "given", got: "neither")
    case (_?, _?): throw InvalidValue(key: "one of --delta and --epsilon", allowed: "left out", got: "both")
    }
  }
}

/// A file whose contents the accountants cannot use.
struct UnusableFile: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String { "\(file): \(reason)" }
}

extension ExitStatus {
  /// nil where the claim is supported.
  static func of(_ outcome: ClaimCheck.Outcome) -> ExitCode? {
    switch outcome {
    case .supported: nil
    case .unsupported: refuted
    case .undecided: incomplete
    }
  }
}

extension PrivacyMark {
  /// The claim, where there is one, or what the accountants say.
  fileprivate init?(claim: ClaimCheck?, delta: Double, best: AccountantStatement?) {
    guard let epsilon = claim?.epsilon ?? best?.epsilon, epsilon.isFinite else { return nil }
    self.init(name: claim == nil ? "bound" : "claim", epsilon: epsilon, delta: delta)
  }
}
