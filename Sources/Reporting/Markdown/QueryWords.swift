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

/// The first few of them.
func numberList(_ numbers: [Double]) -> String {
  let shown = numbers.prefix(8).map(exactText).joined(separator: ", ")
  return numbers.count <= 8 ? shown : "\(shown), … (\(countText(numbers.count)) of them)"
}
