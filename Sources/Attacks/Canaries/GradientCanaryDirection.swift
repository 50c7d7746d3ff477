package import Learning
internal import NumericalCore
package import PrivacyModel

/// The unit vector along which a gradient canary points.
///
/// It depends on public things alone: the seed of the audit, the dataset without the candidates, the initial model.
package func gradientCanaryDirection(
  _ direction: GradientDirection, model: MultilayerPerceptron, dataset: Dataset, seed: UInt64
) -> ParameterDirection {
  switch direction {
  case .quietestCoordinate:
    var initialisation = RandomStream(seed: seed, trial: 0, purpose: .initialisation)
    let energy = model.gradientEnergy(
      on: dataset, parameters: model.initialParameters(using: &initialisation))
    let quietest = energy.indices.min { energy[$0] < energy[$1] } ?? 0
    return .coordinate(quietest)
  case .random:
    var stream = RandomStream(seed: seed, trial: 0, purpose: .canary)
    let normals = (0..<model.parameterCount).map { _ in stream.nextNormal() }
    let norm = normals.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return .dense(normals.map { Float($0 / norm) })
  }
}
