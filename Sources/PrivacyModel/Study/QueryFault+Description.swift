extension QueryFault {
  package var description: FaultDescription {
    switch self {
    case .l2Sensitivity:
      description(
        .noise, "the noise is for the ℓ2 norm of what a record adds, where the ℓ1 norm counts", story: slip)
    case .spentTwice:
      description(
        .release, "the budget of one release is spent on two",
        story: "composition forgotten where a query is asked again")
    case .largestOfRuns:
      description(
        .release, "of \(Self.runs) runs the largest answers are released at the price of one",
        story: "a query repeated until its answer pleases")
    case .floatingPointNoise:
      description(
        .noise, "the noise is a rounded logarithm, whose last bits tell the answer",
        story: "textbook samplers in double precision (Mironov, CCS 2012, doi:10.1145/2382196.2382264)")
    case .classicalCalibration:
      description(
        .noise, "the noise is of the classical formula, which is proven for ε below 1 alone",
        story: "the formula taken beyond its proof; see arXiv:1805.06530")
    case .noiseForCounts:
      description(
        .noise, "the noise is enough for counts, which a record moves all one way, and these answers are not",
        story: "a theorem about counts (Dwork and Roth, 2014, claim 3.9) taken for one about all queries")
    case .valueReleased:
      description(
        .release, "the largest noisy answer is released beside which one it is",
        story: "an incorrect variant that detectors are tried on (arXiv:1805.10277)")
    case .valuesReleased:
      description(
        .release, "an answer above the threshold is released with the noise that it was compared with",
        story: "published as private (algorithm 3 of arXiv:1603.01699)")
    case .paidForOneAnswer:
      description(
        .noise, "the noise on answers does not grow with how many may lie above the threshold",
        story: "published as private (algorithm 4 of arXiv:1603.01699)")
    case .noQueryNoise:
      description(
        .noise, "the answers have no noise, and it never stops",
        story: "published as private (algorithm 5 of arXiv:1603.01699)")
    case .neverPaid:
      description(
        .noise, "it never stops, and answers above the threshold are not paid for",
        story: "published as private (algorithm 6 of arXiv:1603.01699)")
    case .noThresholdNoise:
      description(
        .noise, "the threshold has no noise, so that every answer below it should be paid for", story: slip)
    }
  }

  private func description(_ part: FaultyPart, _ words: String, story: String) -> FaultDescription {
    FaultDescription(part, words, story: story, threat: .output)
  }
}
