import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Gradient augmentation multiplicity") struct AugmentationTests {
  @Test("without shifts or mirrors, copies change nothing", arguments: Architectures.all.keys.sorted())
  func copiesOfTheSame(name: String) throws {
    let network = try Architectures.network(try #require(Architectures.all[name]))
    let dataset = try Architectures.dataset(examples: 20)
    let one = try sum(network, dataset, copies: 1, shift: 0, flips: false)
    let three = try sum(network, dataset, copies: 3, shift: 0, flips: false)
    for (value, reference) in zip(three, one) { #expect(abs(value - reference) < 1e-5) }
  }

  @Test("the clipped gradient is that of the mean over the copies, and the norm is the clip norm")
  func clipsTheMean() throws {
    for name in ["convolution, same", "embedding", "perceptron, ReLU", "group normalisation"] {
      let network = try Architectures.network(try #require(Architectures.all[name]))
      let dataset = try Architectures.dataset(examples: 1)
      // Unclipped, so long that it is certain to be clipped, and clipped.
      let mean = try sum(network, dataset, copies: 4, shift: 2, flips: true, clipNorm: 1e6)
      let clipped = try sum(network, dataset, copies: 4, shift: 2, flips: true, clipNorm: 0.01)
      let norm = sumOfSquares(mean, count: mean.count).squareRoot()
      #expect(norm > 0.01, "\(name)")
      for (value, unclipped) in zip(clipped, mean) { #expect(abs(value - unclipped * 0.01 / norm) < 1e-6, "\(name)") }
      #expect(try mean != sum(network, dataset, copies: 4, shift: 0, flips: false, clipNorm: 1e6))
    }
  }

  private func sum(
    _ network: Network, _ dataset: Dataset, copies: Int, shift: Int, flips: Bool, clipNorm: Float = 1
  ) throws -> [Float] {
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: 1), clipping: FlatClipping(clipNorm: clipNorm),
      noise: GaussianNoise(noiseMultiplier: 0), optimiser: SGD(learningRate: LearningRate(1)), steps: 1,
      expectedBatchSize: 1,
      augmentation: Augmentation(copies: copies, shift: shift, flips: flips, image: Architectures.image),
      initialParameters: Architectures.parameters(of: network))
    let start = Architectures.parameters(of: network)
    let end = try TrainingMemories(for: trainer).lend { memory in
      try trainer.train(
        on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: 3, index: 0),
        watchedBy: FinalModelObserver(), using: memory)
    }
    return zip(start, end).map { $0 - $1 }
  }
}
