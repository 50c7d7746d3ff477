package import PrivacyModel

/// How many readings are worth a reader's time.
private let shownReadings = 8

/// Whether the parameters support the stated ε, and what else gives the number, for a terminal.
package func claimCheckLines(_ check: ClaimCheck, delta: Double) -> [String] {
  let explanations = check.readings.filter { $0.gives(check.epsilon) }
  // What is far from the claim explains nothing.
  let others = check.readings.filter { reading in
    !reading.gives(check.epsilon) && (check.epsilon / 10...check.epsilon * 10).contains(reading.epsilon)
  }.prefix(shownReadings)
  return factLines([("claim", claimSentence(check, delta: delta))])
    + (check.isBetweenProvenEnds ? ["  dpaudit account with a smaller --epsilon-error may tell"] : [])
    + explanations.map {
      "  your \(exactText(check.epsilon)) is what you get if \($0.words)"
        + ($0.reason == .otherDelta ? "" : ": \($0.number)")
    }
    + (others.isEmpty ? [] : ["  other readings of the same parameters give"])
    + others.map { "    \($0.number) if \($0.words)" }
}

/// The outcome of the check in one sentence.
package func claimSentence(_ check: ClaimCheck, delta: Double) -> String {
  let claim = "epsilon \(exactText(check.epsilon)) at delta \(exactText(delta))"
  switch check.outcome {
  case .supported: return "\(claim) is supported: the parameters give at most \(number(check.upper, .up))"
  case .unsupported:
    return "\(claim) is not supported: the parameters give "
      + (check.lower == .infinity ? "no finite epsilon" : "at least \(number(check.lower, .down))")
  case .undecided:
    guard check.upper != nil || check.lower != nil else {
      return "\(claim) is undecided: no accountant has a bound on either side"
    }
    return "\(claim) is undecided: "
      + (check.upper.map { "the parameters give at most \(number($0, .up))" } ?? "no accountant has an upper end")
      + (check.lower.map { " and at least \(number($0, .down))" } ?? ", and no accountant proves that they give more")
  }
}

extension ClaimCheck {
  fileprivate var isBetweenProvenEnds: Bool { outcome == .undecided && lower != nil && upper != nil }
}

extension ClaimReading {
  fileprivate var number: String {
    decimalText(epsilon, rounding: .up) + (renyiEpsilon.map { " (\(decimalText($0, rounding: .up)) by Rényi)" } ?? "")
  }

  /// The condition under which the reading holds.
  var words: String {
    let value = value ?? 0
    func count() -> String { countText(Int(value)) }
    switch reason {
    case .fixedBatchesAsPoisson:
      return "batches of a fixed size are accounted as Poisson samples, under \(adjacency.rawValue)"
    case .otherAdjacency: return "the adjacency is \(adjacency.rawValue)"
    case .otherDelta: return "delta is \(decimalText(delta, rounding: .up))"
    case .epochsForSteps: return "the \(count()) epochs are taken for steps"
    case .stepsForEpochs: return "the steps are taken for epochs, which makes \(count()) steps"
    case .oneStep: return "only one step is counted"
    case .onlyEvent: return "only event \(count()) is counted"
    case .fixedOrders: return "Rényi orders come from a fixed list (1.1 to 63), as in Opacus and TensorFlow Privacy"
    case .olderConversion:
      return
        "Rényi orders come from a fixed list (1.1 to 63), with the older conversion of Rényi values to epsilon and delta"
    case .noiseTimesClipNorm:
      return "the noise multiplier is multiplied by the clip norm \(exactText(value)) before accounting"
    case .noiseOverClipNorm:
      return "the noise multiplier is a standard deviation, to be divided by the clip norm \(exactText(value))"
    case .noiseTimesBatchSize:
      return "the noise multiplier is multiplied by the batch size \(decimalText(value)), as for noise on a mean"
    case .noiseOverBatchSize:
      return "the noise multiplier is divided by the batch size \(decimalText(value)), as for noise on a sum"
    }
  }
}
