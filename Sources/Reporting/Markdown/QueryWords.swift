internal import PrivacyModel

extension QuerySpecification {
  var rows: [[String]] {
    let particulars: [[String]] =
      switch algorithm {
      case .laplace: []
      case .gaussian(let delta): [["Calibrated at δ", exactText(delta)]]
      case .noisyMax(let noise): [["Noise", noise.rawValue]]
      case .sparseVector(let threshold, let mostAbove):
        [["Threshold", exactText(threshold)], ["Answers above it, at most", countText(mostAbove)]]
      }
    return [
      ["Mechanism", algorithm.words + (fault == nil ? "" : ", **with a fault put in on purpose**")],
      ["Its ε", exactText(epsilon)],
      ["Sensitivity", exactText(sensitivity)],
      ["Answers without the canary", numberList(answers)],
    ] + particulars
  }
}

extension QuerySpecification.Algorithm {
  fileprivate var words: String {
    switch self {
    case .laplace: "answers on a grid, with discrete Laplace noise"
    case .gaussian: "answers with Gaussian noise"
    case .noisyMax: "which answer is the largest after noise"
    case .sparseVector: "which answers lie above a threshold (sparse vector technique)"
    }
  }
}

extension QueryFault {
  var words: String {
    switch self {
    case .l2Sensitivity: "its noise is for the ℓ2 norm of what a record adds, where the ℓ1 norm counts"
    case .spentTwice: "the budget of one release is spent on two"
    case .bestOfRuns: "it runs \(Self.runs) times and releases the largest answers at the price of one run"
    case .floatingPointNoise: "its noise is a rounded logarithm, whose last bits tell the answer"
    case .classicalCalibration: "its noise is of the classical formula, which is proven for ε below 1 alone"
    case .noiseForCounts: "its noise is enough for counts, which a record moves all one way, and these are not"
    case .valueReleased: "it releases the largest noisy answer beside which one it is"
    case .valuesReleased: "an answer above the threshold is released with the noise that it was compared with"
    case .paidForOneAnswer: "the noise on answers does not grow with how many may lie above the threshold"
    case .noQueryNoise: "the answers have no noise, and it never stops"
    case .neverPaid: "it never stops, and answers above the threshold are not paid for"
    case .noThresholdNoise: "the threshold has no noise, so that every answer below it should be paid for"
    }
  }
}

/// The first few of them.
func numberList(_ numbers: [Double]) -> String {
  let shown = numbers.prefix(8).map(exactText).joined(separator: ", ")
  return numbers.count <= 8 ? shown : "\(shown), … (\(countText(numbers.count)) of them)"
}
