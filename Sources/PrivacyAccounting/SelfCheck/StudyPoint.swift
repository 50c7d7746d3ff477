internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// Asks the accountants about a mechanism and a more private one, and checks their answers against each other.
struct StudyPoint {
  private let mechanism: StudyMechanism
  private let morePrivate: StudyMechanism
  private var findings: StudyFindings
  private var seconds: [StudyQuery: [Double]] = [:]

  /// What Rényi values and conversions may err between two searches over orders.
  private static let renyiRounding = 1e-9

  static func study(_ mechanism: StudyMechanism, morePrivate: StudyMechanism) -> StudiedPoint {
    var point = StudyPoint(
      mechanism: mechanism, morePrivate: morePrivate, findings: StudyFindings(mechanism))
    point.run()
    return StudiedPoint(findings: point.findings, seconds: point.seconds)
  }

  /// All answers on one mechanism; nil what was refused.
  private struct Answers {
    var statement: AccountantStatement?
    var renyi: Double?
    var contour: EpsilonEstimate?
    var contourOutcome: ContourOutcome?
  }

  private mutating func run() {
    var lowerOfAddOrRemove: Double?
    for adjacency in [Adjacency.addOrRemove, .replaceOne] {
      let first = answers(mechanism, adjacency, countsRefusals: true)
      guard let statement = first.statement else { continue }
      findings.answers.append(
        StudyAnswer(
          adjacency: adjacency, lower: statement.lower, upper: statement.epsilon, method: statement.method,
          contour: first.contourOutcome))
      check(first, statement, adjacency)
      checkDelta(statement)
      if adjacency == .addOrRemove {
        lowerOfAddOrRemove = statement.lower
        checkMoments(first)
      } else if let lowerOfAddOrRemove {
        findings.check(
          .replaceAbove, adjacency, statement.epsilon >= lowerOfAddOrRemove,
          "\(statement.epsilon) below \(lowerOfAddOrRemove)")
      }
      let second = answers(morePrivate, adjacency, countsRefusals: mechanism.family == .dpSGD)
      checkMonotony(first, second, adjacency)
    }
  }

  private mutating func answers(
    _ mechanism: StudyMechanism, _ adjacency: Adjacency, countsRefusals: Bool
  ) -> Answers {
    var answers = Answers()
    do {
      answers.statement = try timed(.account) {
        try account(mechanism.event, delta: mechanism.delta, adjacency: adjacency)
      }
      findings.check(.answered, adjacency, true, "")
    } catch {
      if mechanism.family == .dpSGD {
        findings.check(.answered, adjacency, false, "\(error)")
      } else if countsRefusals {
        findings.refusals.append("\(adjacency.rawValue): \(error.kind)")
      }
      return answers
    }
    answers.renyi = try? timed(.renyi) {
      try accountByRenyi(mechanism.event, delta: mechanism.delta, adjacency: adjacency).epsilon
    }
    let contour = try? timed(.contour) {
      try accountByContour(mechanism.event, delta: mechanism.delta, adjacency: adjacency)
    }
    // Other events may have neither; of DP-SGD both accountants have an answer, if only that the integral decays slowly.
    if mechanism.family == .dpSGD, answers.renyi == nil || contour == nil {
      findings.check(.answered, adjacency, false, "\(answers.renyi == nil ? "Rényi" : "the contour integral") refused")
    }
    switch contour {
    case .success(let estimate)?:
      answers.contour = estimate
      answers.contourOutcome = estimate.method == .closedForm ? .closedForm : .resolved
    case .failure?: answers.contourOutcome = .unresolved
    case nil: break
    }
    return answers
  }

  private mutating func check(_ answers: Answers, _ statement: AccountantStatement, _ adjacency: Adjacency) {
    let (lower, upper) = (statement.lower ?? 0, statement.epsilon)
    findings.check(
      .ordered, adjacency, lower >= 0 && lower <= upper && upper.isFinite, "lower end \(lower), ε \(upper)")
    if let renyi = answers.renyi {
      findings.check(.renyiAbove, adjacency, renyi >= lower, "Rényi \(renyi), lower end \(lower)")
    }
    if let contour = answers.contour {
      let isInside = contour.value >= lower - contour.error && contour.value <= upper + contour.error
      findings.check(
        .contourInside, adjacency, isInside, "estimate \(contour.value) ± \(contour.error) in \(lower) to \(upper)")
    }
  }

  /// δ at the ends of the interval for ε: at its upper end it is at most what was asked about, at its lower end at least.
  private mutating func checkDelta(_ statement: AccountantStatement) {
    let adjacency = statement.adjacency
    guard statement.lower != nil else { return }
    let (lower, delta) = (statement.lower ?? 0, statement.delta)
    let points = try? timed(.delta) {
      try deltaCurve(statement.event, adjacency: adjacency, epsilons: [lower, statement.epsilon])
    }
    guard let atLower = points?.first, let atUpper = points?.last else {
      return findings.check(.answered, adjacency, false, "ε but no δ")
    }
    findings.check(
      .deltaAtUpper, adjacency, (atUpper.lowerDelta ?? 0) <= delta * (1 + 1e-9),
      "δ(\(statement.epsilon)) ≥ \(atUpper.lowerDelta ?? 0)")
    if lower > 0 {
      findings.check(
        .deltaAtLower, adjacency, atLower.upperDelta >= delta * (1 - 1e-9), "δ(\(lower)) ≤ \(atLower.upperDelta)")
    }
  }

  private mutating func checkMoments(_ answers: Answers) {
    guard let renyi = answers.renyi,
      let moments = try? accountByMoments(mechanism.event, delta: mechanism.delta, adjacency: .addOrRemove)
    else { return }
    findings.check(
      .momentsAbove, .addOrRemove, moments.epsilon >= renyi * (1 - Self.renyiRounding),
      "moments \(moments.epsilon), Rényi \(renyi)")
  }

  private mutating func checkMonotony(_ first: Answers, _ second: Answers, _ adjacency: Adjacency) {
    if let statement = first.statement, let other = second.statement, let lower = other.lower {
      findings.check(
        .monotoneInterval, adjacency, lower <= statement.epsilon, morePrivate: morePrivate,
        "lower end \(lower) above \(statement.epsilon)")
    }
    if let renyi = first.renyi, let other = second.renyi {
      findings.check(
        .monotoneRenyi, adjacency, other <= renyi * (1 + Self.renyiRounding), morePrivate: morePrivate,
        "\(other) above \(renyi)")
    }
    if let contour = first.contour, let other = second.contour {
      findings.check(
        .monotoneContour, adjacency, other.value <= contour.value + contour.error + other.error,
        morePrivate: morePrivate, "\(other.value) ± \(other.error) above \(contour.value) ± \(contour.error)")
    }
  }

  private mutating func timed<Result>(_ query: StudyQuery, _ body: () throws -> Result) rethrows -> Result {
    let start = threadSeconds()
    defer { seconds[query, default: []].append(threadSeconds() - start) }
    return try body()
  }
}

extension Error {
  /// What kind of refusal it is, without the values.
  fileprivate var kind: String {
    switch self as? AccountingError {
    case .unsupportedAdjacency(_, let kind, _): "adjacency not supported for \(kind.rawValue) events"
    case .noAccountant(let kind): "no bound for \(kind.rawValue) events"
    case .unsupportedSampling: "sampling around more than one draw of noise"
    case .boundOnly: "no estimate of what is only bounded"
    case .tooManyCompositions: "too many compositions"
    case .tooManyOutcomes(let kind): "too many outcomes of \(kind.rawValue) events"
    case .unbounded: "no finite ε"
    case nil: "\(self)"
    }
  }
}
