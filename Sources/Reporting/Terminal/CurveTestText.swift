package import PrivacyModel

/// What a grid of ranks says of a claimed curve.
package func curveTestLine(_ test: CurveTest) -> String {
  let pValue = "p-value \(decimalText(test.pValue, rounding: .up))"
  return test.isRefuted
    ? "refuted: the claimed curve does not allow the rates \(test.place) (\(pValue))"
    : "not refuted: the claimed curve allows the rates at every rank; the least likely are those \(test.place) (\(pValue))"
}

/// A claim about other neighbours than those of the game, and what follows for these.
package func conversionLine(from stated: PrivacyClaim, to tested: PrivacyClaim) -> String {
  func words(_ claim: PrivacyClaim) -> String {
    "ε = \(decimalText(claim.epsilon, rounding: .up)) at δ = \(exactText(claim.delta)), \(claim.adjacency.rawValue)"
  }
  return "claim      \(words(stated)); for the neighbours of these scores, \(words(tested))"
}

extension CurveTest {
  /// Where the smallest p-value was found, with what was counted there.
  var place: String {
    let (falseNegatives, falsePositives) = (rates.falseNegativeRate.count, rates.falsePositiveRate.count)
    return "at the threshold \(decimalText(rates.threshold)), with \(countText(falseNegatives.successes)) of "
      + "\(countText(falseNegatives.trials)) included below it and \(countText(falsePositives.successes)) of "
      + "\(countText(falsePositives.trials)) excluded from it on"
      + (rates.tiedTrials == 0 ? "" : ", equal scores in the order of a seeded noise")
  }
}
