import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Network evaluation") struct NetworkEvaluationTests {
  @Test("accuracy and loss are those of the definition, over more than one batch", arguments: LossName.allCases)
  func matchesDefinition(loss: LossName) throws {
    let classes = loss == .logistic ? 2 : 4
    var stream = RandomStream(seed: 3, trial: 0, purpose: .data)
    let dataset = try Dataset.gaussianBlobs(examples: 700, features: 5, classes: classes, spread: 2, using: &stream)
    let network = try Network(
      ModelSpecification(.multilayerPerceptron(hiddenUnits: [6], activation: .tanh), loss: loss), features: 5,
      classes: classes)
    let parameters = network.initialParameters(using: &stream)
    let quality = NetworkEvaluation(of: network, on: dataset).quality(at: parameters)
    var (total, right) = (0.0, 0)
    for index in 0..<dataset.count {
      let example = dataset.example(index)
      total += network.loss(of: example, parameters: parameters)
      let outputs = network.outputs(for: example.features, parameters: parameters.map(Double.init))
      let best =
        loss == .logistic ? (outputs[0] > 0 ? 1 : 0) : outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
      right += best == Int(example.label) ? 1 : 0
    }
    #expect(quality.accuracy == Double(right) / 700)
    #expect(abs(quality.loss - total / 700) < 1e-5 * total / 700)
    #expect(NetworkPass.suitableCapacity(for: network) < 700)
  }
}
