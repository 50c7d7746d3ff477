import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Random networks") struct RandomNetworkTests {
  /// Up to five layers of random kinds and sizes that fit one another.
  private static func layers(seed: Int) -> [LayerSpecification] {
    var stream = RandomStream(seed: UInt64(seed), trial: 0, purpose: .splitting)
    func draw(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(stream.nextUniform() * Double(range.count))
    }
    var (layers, shape): ([LayerSpecification], ExampleShape) = ([], Architectures.image)
    for _ in 0..<draw(1...5) {
      let activation: LayerSpecification = .activation(ActivationName.allCases[draw(0...2)])
      let candidates: [LayerSpecification] = [
        .dense(units: draw(1...40)), activation, .layerNormalisation, .dropout(probability: 0),
        .convolution(
          channels: draw(1...40), size: draw(1...5), stride: draw(1...3), padding: PaddingName.allCases[draw(0...1)]),
        .maxPooling(size: draw(1...3), stride: draw(1...2)), .averagePooling(size: draw(1...3), stride: draw(1...2)),
        .residual(
          body: [.convolution(channels: shape.channels, size: draw(1...3), stride: 1, padding: .same), activation],
          shortcut: []),
      ]
      let layer = candidates[draw(0...candidates.count - 1)]
      guard let output = try? layer.output(of: shape, key: "") else { continue }
      layers.append(layer)
      shape = output
    }
    return layers
  }

  @Test("have ghost norms within 1e-5 of the norms of the gradients laid out", arguments: 0..<40)
  func ghostNorms(seed: Int) throws {
    let network = try Architectures.network(Self.layers(seed: seed))
    try Architectures.expectGhostNorms(of: network, on: Architectures.dataset(examples: 6), within: 1e-5)
  }

  /// Seeds of networks with so few parameters that each can be moved by itself.
  private static let seedsOfSmallNetworks = (0..<40).filter { seed in
    let count = LayerSpecification.parameterCount(of: layers(seed: seed) + [.dense(units: 4)], on: Architectures.image)
    return count ?? .max < 2000
  }

  @Test("have the gradients of finite differences", arguments: seedsOfSmallNetworks)
  func finiteDifferences(seed: Int) throws {
    try GradientTests.expectFiniteDifferences(
      Architectures.network(Self.layers(seed: seed)), Architectures.dataset(examples: 1))
  }

  @Test("are small often enough for the test above to mean something")
  func smallNetworks() {
    #expect(Self.seedsOfSmallNetworks.count >= 10)
  }
}
