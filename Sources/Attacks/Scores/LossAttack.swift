package import Learning
internal import PrivacyModel

/// Black box: minus the loss of each candidate on the final model.
package struct LossAttack: Attack {
  private let model: MultilayerPerceptron
  private let candidates: [Example]

  package init(model: MultilayerPerceptron, candidates: [Example]) {
    (self.model, self.candidates) = (model, candidates)
  }

  /// - Parameter parameters: Of the final model.
  package func score(_ parameters: [Float], candidate: Int) -> Double {
    -model.loss(of: candidates[candidate], parameters: parameters)
  }
}
