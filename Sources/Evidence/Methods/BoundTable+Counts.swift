package import PrivacyModel

/// Every method's bound on the counts of a threshold that was fixed beforehand.
package func boundTable(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, _ question: BoundQuestion
) throws -> BoundTable {
  let none = (
    falseNegatives: BinomialCount(successes: 0, of: falseNegatives.trials),
    falsePositives: BinomialCount(successes: 0, of: falsePositives.trials)
  )
  let rows = try CountMethod.allCases.map { method in
    if let obstacle = method.obstacle(question) {
      return BoundRow(method: method.rawValue, label: method.label, epsilon: nil, remark: obstacle)
    }
    return BoundRow(
      method: method.rawValue, label: method.label,
      epsilon: try method.epsilon(falseNegatives, falsePositives, question), remark: method.remark,
      ceiling: try method.epsilon(none.falseNegatives, none.falsePositives, question))
  }
  let decisive = CountMethod.clopperPearson.rawValue
  return BoundTable(
    included: falseNegatives.trials, excluded: falsePositives.trials, delta: question.delta,
    adjacency: question.adjacency, decisive: decisive, rows: rows,
    ledger: try SignificanceLedger(
      significance: question.significance,
      entries: [SignificanceLedger.Entry(purpose: decisive, share: question.significance)]),
    description: nil)
}

/// The ways from the counts of one threshold to a bound on ε.
private enum CountMethod: String, CaseIterable {
  case clopperPearson = "clopper-pearson"
  case randomBit = "random-bit"
  case jointBeta = "joint-beta"
  case jeffreys
  case gaussian
  case logKatz = "katz-log"
  case walters = "adjusted-log"
  case bailey
  case inverseSinh = "inv-sinh"

  var label: EvidenceLabel {
    switch self {
    case .clopperPearson, .randomBit: .exact
    case .jointBeta, .jeffreys: .bayesian
    case .gaussian: .assumption
    case .logKatz, .walters, .bailey, .inverseSinh: .asymptotic
    }
  }

  var remark: String {
    switch self {
    case .clopperPearson: "a bound on either error rate, at half the significance each"
    case .randomBit: "the share of right guesses among fair coins guessed to be included"
    case .jointBeta: "the posterior of both rates under Jeffreys priors"
    case .jeffreys: "credible bounds on either rate"
    case .gaussian: "the trade-off is Gaussian"
    case .logKatz, .walters, .bailey, .inverseSinh: "an approximate bound on TPR ÷ FPR"
    }
  }

  /// Why it does not apply; nil where it does.
  func obstacle(_ question: BoundQuestion) -> String? {
    switch self {
    case .gaussian: question.delta == 0 ? "a Gaussian has no finite ε at δ = 0" : nil
    case .randomBit where !question.hasFairCoins: "it needs trials that were each included by a fair coin"
    case .randomBit, .logKatz, .walters, .bailey, .inverseSinh:
      question.delta > 0 ? "it knows no δ but 0" : nil
    case .clopperPearson, .jointBeta, .jeffreys: nil
    }
  }

  func epsilon(
    _ falseNegatives: BinomialCount, _ falsePositives: BinomialCount, _ question: BoundQuestion
  ) throws -> Double {
    let (delta, adjacency, significance) = (question.delta, question.adjacency, question.significance)
    switch self {
    case .clopperPearson:
      return try twoArmBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: 0, delta: delta,
        adjacency: adjacency, significance: significance
      ).epsilon
    case .randomBit:
      let right = falseNegatives.complement.successes
      let guesses = right + falsePositives.successes
      guard guesses > 0 else { return 0 }
      return try randomBitEpsilon(
        rightGuesses: BinomialCount(successes: right, of: guesses), significance: significance)
    case .jointBeta:
      return jointBetaLowerBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: significance)
    case .jeffreys:
      return jeffreysBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: 0, delta: delta,
        adjacency: adjacency, significance: significance
      ).epsilon
    case .gaussian:
      return try gaussianTradeOffBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: significance
      ).epsilon
    case .logKatz, .walters, .bailey, .inverseSinh:
      guard let interval = RatioInterval(rawValue: rawValue) else { preconditionFailure("no such interval") }
      return try interval.epsilon(
        truePositives: falseNegatives.complement, falsePositives: falsePositives, significance: significance)
    }
  }
}
