internal import PrivacyModel

/// The bounds that the ledger pays for, and what each rests on.
func evidence(_ outcome: AuditOutcome) -> String {
  let bounds = [outcome.bound] + outcome.furtherBounds
  let specification = outcome.specification.evidence
  let sections: [String?] =
    [
      weighed(outcome), ledgerTable(bounds, significance: specification.significance),
      assumptionStatement(specification),
    ]
    + bounds.map { basis($0) }
    + [
      outcome.curveTest.map(curveStatement), failureStatement(outcome.trials),
      outcome.worker.flatMap(incidentStatement), descriptionTable(outcome),
    ]
  return sections.compactMap(\.self).joined(separator: "\n\n")
}

private func weighed(_ outcome: AuditOutcome) -> String {
  let (arms, game) = (outcome.trials.weighed, outcome.specification.game)
  let counts =
    game.candidates == 1
    ? "\(countText(arms.included)) trials with the canary and \(countText(arms.excluded)) without were weighed"
    : "\(countText(arms.included)) candidates that were included and \(countText(arms.excluded)) that were not, in "
      + "\(trialsText(game.trials)), were weighed"
      + (game.coins == .lifted ? ": the included ones of one world, the others of the other" : "")
  let planned = countText(outcome.specification.game.trials)
  return switch outcome.trials.stoppingReason {
  case nil: counts + "."
  case .refuted: "\(counts), of \(planned) planned: the game stopped when the claim was refuted."
  case .furtherTrialsCannotMatter:
    "\(counts), of \(planned) planned: the game stopped because those left could not have refuted the claim."
  }
}

/// Who spends how much of the significance, and what it bought.
private func ledgerTable(_ bounds: [EpsilonLowerBound], significance: Double) -> String {
  let rows = bounds.map { bound in
    [
      code(bound.method.name), exactText(bound.significance), "≥ \(lower(bound.epsilon))", bound.label.word,
      escaped(bound.method.remark),
    ]
  }
  let unspent = significance - bounds.reduce(0) { $0 + $1.significance }
  let rest =
    unspent > 1e-12 * significance ? [["not spent", decimalText(unspent, digits: 3), "-", "-", "-"]] : []
  let condition =
    bounds.allSatisfy { $0.label == .exact } ? "" : ", as far as what they rest on beside their theorems is true"
  return
    "The report spends a significance of \(exactText(significance)): the probability that any of these bounds exceeds "
    + "the true ε is no more than that\(condition).\n\n"
    + table(["Ledger", "Significance", "ε", "Label", "What it is"], rows + rest)
}

/// What the specification takes for true by name; nil where that is nothing.
private func assumptionStatement(_ evidence: EvidenceSpecification) -> String? {
  guard !evidence.assumptions.isEmpty else { return nil }
  return "The specification takes for true, and no trial can show: "
    + evidence.assumptions.map { "\(code($0.rawValue)), \($0.words)" }.joined(separator: "; ") + "."
}

/// The counts behind a bound.
private func basis(_ bound: EpsilonLowerBound) -> String {
  switch bound.basis {
  case .threshold(let rates):
    let grid =
      "The threshold is the one of a grid of ranks, fixed beforehand and all paid for, that shows most. The bound on ε "
      + "follows from the joint law of both rates there; the bounds on either rate hold at all ranks at once and imply "
      + "less."
    let errors = [rates.falseNegativeRate.count, rates.falsePositiveRate.count]
    let sum =
      "These bounds take half of the significance of this method. The other half is for a test of the sum of errors, "
      + "\(countText(errors.reduce(0) { $0 + $1.successes })) in \(trialsText(errors.reduce(0) { $0 + $1.trials })); "
      + "either may show more."
    return [
      "### \(bound.method.name)", rateTable(rates), bound.method == .rankGrid ? grid : nil,
      bound.method == .ownTradeOff ? sum : nil,
    ].compactMap(\.self).joined(separator: "\n\n")
  case .guesses(let guesses):
    return "### \(bound.method.name)\n\n\(countText(guesses.correct)) of \(countText(guesses.guesses)) guesses were "
      + "right, on \(countText(guesses.canaries)) coins."
  case .pairs(let evidence): return "### \(bound.method.name)\n\n\(sequentialStatement(evidence))"
  }
}

private func curveStatement(_ test: CurveTest) -> String {
  """
  ### The claim at every δ

  The claim is a whole curve of (ε, δ). The same grid of ranks tests all of it at no further cost, since whatever is \
  true survives together. The least likely rates of the grid under the curve are those \(test.place): \
  \(test.isRefuted ? "the curve does not allow them" : "the curve allows them") \
  (p-value \(decimalText(test.pValue, digits: 3, rounding: .up)), against \(exactText(test.significance))).
  """
}

private func sequentialStatement(_ evidence: AnytimeEvidence) -> String {
  func power(_ log10Wealth: Double) -> String { "10^\(decimalText(log10Wealth, digits: 3))" }
  let wealth =
    "Bets of 1 against the claim, which gain nothing on average if it is true, stand at "
    + "\(power(evidence.log10Wealth)) after \(countText(evidence.pairs)) pairs of trials"
    + (evidence.curveLog10Wealth.map { ", and those against several points of the claimed curve at \(power($0))." }
      ?? ".")
  // Both kinds of bets share the significance.
  let target = decimalText((evidence.curveLog10Wealth == nil ? 1 : 2) / evidence.significance)
  let verdict =
    evidence.refutedAtPair.map {
      "They refuted it at pair \(countText($0)), where \(evidence.curveLog10Wealth == nil ? "they" : "one of them") reached \(target)."
    }
    ?? "They would refute it at \(target)."
  return
    "\(wealth) \(verdict) This holds however often it was looked at and whatever made the game stop; with more trials "
    + "it goes on from here."
}

private func rateTable(_ rates: ErrorRates) -> String {
  let (falsePositives, falseNegatives) = (rates.falsePositiveRate, rates.falseNegativeRate)
  func observed(_ count: BinomialCount) -> String {
    "\(countText(count.successes)) of \(countText(count.trials)) (\(decimalText(count.proportion)))"
  }
  func atMost(_ rate: BoundedRate) -> String {
    "≤ \(upper(rate.upperBound)) with \(confidenceText(rate.significance)) confidence"
  }
  let truePositives =
    "≥ \(lower(falseNegatives.complementLowerBound)) with \(confidenceText(falseNegatives.significance)) confidence"
  let rows = table(
    ["Rate", "Observed", "Confidence bound"],
    [
      ["False positives (FPR): excluded, read as included", observed(falsePositives.count), atMost(falsePositives)],
      ["False negatives (FNR): included, read as excluded", observed(falseNegatives.count), atMost(falseNegatives)],
      ["True positives (TPR)", observed(falseNegatives.count.complement), truePositives],
    ])
  let ties =
    rates.tiedTrials == 0
    ? ""
    : " \(countText(rates.tiedTrials)) trials have that very score; a seeded noise puts them in an order, and the rates are "
      + "those of score and noise together."
  return "\(thresholdStatement(rates.threshold))\(ties)\n\n\(rows)"
}

private func thresholdStatement(_ threshold: Double) -> String {
  switch threshold {
  case .infinity: "The threshold is ∞: no score is read as \"included\"."
  case -.infinity: "The threshold is -∞: every score is read as \"included\"."
  default: "A score of at least \(decimalText(threshold, digits: 6)) (the threshold) is read as \"included\"."
  }
}

private func failureStatement(_ trials: TrialSummary) -> String {
  guard trials.failureCount > 0 else { return "No trial failed." }
  let count = trials.failureCount
  let listed = trials.failures.map { "- trial \($0.trial): \(escaped(clause($0.reason)))" }
  let rest = count - trials.failures.count
  let items = rest > 0 ? listed + ["- and \(countText(rest)) more"] : listed
  return "\(countText(count)) \(count == 1 ? "trial" : "trials") failed. A failed trial is an outcome like any other: "
    + "it gets the score -∞, which looks excluded, as fixed before the first trial"
    + (trials.failures.contains(where: \.isLost)
      ? "; one that the worker lost counts against the attack in either world.\n\n" : ".\n\n")
    + items.joined(separator: "\n")
}

/// What befell the workers; nil where nothing did.
private func incidentStatement(_ worker: WorkerRecord) -> String? {
  guard !worker.incidents.isEmpty else { return nil }
  let listed = worker.incidents.prefix(10).map { incident in
    let said = incident.standardError.split(whereSeparator: \.isNewline).last.map {
      "; it wrote: \(escaped(String($0)))"
    }
    let lost = incident.lostTrials == 0 ? "" : ", and \(trialsText(incident.lostTrials)) with it"
    return "- a worker \(escaped(clause(incident.what)))\(lost)\(said ?? "")"
  }
  let rest = worker.incidents.count - listed.count
  return "Workers failed, and were started again:\n\n"
    + (rest > 0 ? listed + ["- and \(countText(rest)) more"] : listed).joined(separator: "\n")
}

extension BoundAssumption {
  var words: String {
    switch self {
    case .gaussianTradeOff: "that no test of membership does better than the best one on two Gaussians"
    case .independentCanaries: "that what is released tells of each canary independently of the others"
    case .claimedFamily: "that the mechanism is the claimed one but for the amount of its noise"
    case .largeSample: "that there are so many trials that a mean over them has a normal law"
    case .jeffreysPrior: "that error rates are drawn from Jeffreys priors"
    }
  }
}
