package import Learning
package import NumericalCore
package import PrivacyModel

/// The unit vector along which a gradient canary points.
///
/// It depends on public things alone: the dataset without the candidates, an initial model, and draws of its own.
///
/// - Parameter initialParameters: Of the network, as at the start of some training.
package func gradientCanaryDirection(
  _ direction: GradientDirection, network: Network, initialParameters: [Float], dataset: Dataset,
  using generator: inout RandomStream
) -> ParameterDirection {
  switch direction {
  case .quietestCoordinate:
    let energy = network.gradientEnergy(on: dataset, parameters: initialParameters)
    return .coordinate(energy.indices.min { energy[$0] < energy[$1] } ?? 0)
  case .random:
    let normals = (0..<network.parameterCount).map { _ in generator.nextNormal() }
    let norm = normals.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return .dense(normals.map { Float($0 / norm) })
  }
}
