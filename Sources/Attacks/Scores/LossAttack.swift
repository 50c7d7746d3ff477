package import Learning
internal import PrivacyModel

/// Black box: minus the loss of each candidate on the final model.
package struct LossAttack: Attack {
  private let network: Network
  private let candidates: [Example]

  package init(network: Network, candidates: [Example]) {
    (self.network, self.candidates) = (network, candidates)
  }

  /// - Parameter parameters: Of the final model.
  package func score(_ parameters: [Float], candidate: Int) -> Double {
    -network.loss(of: candidates[candidate], parameters: parameters)
  }
}
