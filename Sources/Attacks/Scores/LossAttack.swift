package import Learning
internal import PrivacyModel

/// Black box: minus the loss of each candidate on the final model.
///
/// Where a counterpart stands in for an excluded candidate, its loss is added, which is the larger the less the model saw it.
package struct LossAttack: Attack {
  private let network: Network
  private let candidates: [Example]
  private let counterparts: [Example]

  /// - Parameter counterparts: As many as candidates, or none.
  package init(network: Network, candidates: [Example], counterparts: [Example] = []) {
    precondition(
      counterparts.isEmpty || counterparts.count == candidates.count, "every candidate has a counterpart, or none has")
    (self.network, self.candidates, self.counterparts) = (network, candidates, counterparts)
  }

  /// - Parameter parameters: Of the final model.
  package func score(_ parameters: [Float], candidate: Int) -> Double {
    let own = -network.loss(of: candidates[candidate], parameters: parameters)
    return counterparts.isEmpty ? own : own + network.loss(of: counterparts[candidate], parameters: parameters)
  }
}
