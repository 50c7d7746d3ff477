internal import Learning
internal import NumericalCore
internal import PrivacyModel

extension Workload {
  var network: Network {
    get throws {
      let layers = layers.dropLast().flatMap { layer -> [LayerSpecification] in
        switch layer {
        case .dense(let outputs, .none): [.dense(units: outputs)]
        case .dense(let outputs, .rectified): [.dense(units: outputs), .activation(.relu)]
        case .dense(let outputs, .hyperbolicTangent): [.dense(units: outputs), .activation(.tanh)]
        case .convolution(let outputs, let size, let stride, let same):
          [
            .convolution(channels: outputs, size: size, stride: stride, padding: same ? .same : .valid),
            .activation(.relu),
          ]
        case .maximumPool(let size, let stride): [.maxPooling(size: size, stride: stride)]
        }
      }
      let image = input.count == 3 ? try ExampleShape(sides: input) : nil
      return try Network(
        ModelSpecification(.layers(layers), image: image), features: input.reduce(1, *), classes: classes)
    }
  }

  var dataset: Dataset {
    get throws {
      try Dataset(
        features: Matrix(rows: records, columns: input.reduce(1, *), elements: recordValues()),
        labels: labels().map(Int32.init), classes: classes)
    }
  }

  /// The trainer of this work: private as all contestants have it, or plain descent.
  func trainer(isPrivate: Bool, sampler: any BatchSampler, steps: Int) throws -> DPSGD {
    DPSGD(
      network: try network, sampler: sampler,
      clipping: isPrivate ? FlatClipping(clipNorm: Float(Self.clipNorm)) : NoClipping(),
      noise: GaussianNoise(noiseMultiplier: isPrivate ? Self.noiseMultiplier : 0),
      optimiser: SGD(learningRate: LearningRate(Self.learningRate)), steps: steps,
      expectedBatchSize: Float(batch), initialParameters: firstWeights().flatMap { $0.weights + $0.bias })
  }
}

/// Batches that were drawn beforehand.
struct ListedBatches: BatchSampler {
  let list: [[Int]]

  func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence { ListedSequence(list) }
  func expectedBatchSize(of count: Int) -> Double { Double(list.first?.count ?? 0) }
  func event(of release: MechanismEvent, steps: Int, records count: Int) -> MechanismEvent {
    .selfComposed(release, count: steps)
  }
}

private final class ListedSequence: BatchSequence {
  private let list: [[Int]]

  init(_ list: [[Int]]) { self.list = list }

  func fill(_ batch: inout [Int], step: Int) { batch = list[step % list.count] }
}

/// A fresh permutation of all records every epoch, cut into batches; the last record is there when the candidate is.
struct PermutedBatches: BatchSampler {
  let records: Int
  let batch: Int

  func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    PermutedSequence(self, present: count, trial)
  }
  func expectedBatchSize(of count: Int) -> Double { Double(batch) }
  func event(of release: MechanismEvent, steps: Int, records count: Int) -> MechanismEvent {
    .selfComposed(release, count: (steps * batch + records - 1) / records)
  }
}

private final class PermutedSequence: BatchSequence {
  private let sampler: PermutedBatches
  private let present: Int
  private let trial: TrialIdentity
  private var order: [Int] = []

  init(_ sampler: PermutedBatches, present: Int, _ trial: TrialIdentity) {
    (self.sampler, self.present, self.trial) = (sampler, present, trial)
  }

  func fill(_ batch: inout [Int], step: Int) {
    let perEpoch = sampler.records / sampler.batch
    let (epoch, place) = step.quotientAndRemainder(dividingBy: perEpoch)
    if place == 0 {
      var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: epoch)
      order = Array(0..<sampler.records)
      order.shuffle(using: &stream)
    }
    batch.removeAll(keepingCapacity: true)
    for index in order[place * sampler.batch..<(place + 1) * sampler.batch] where index < present {
      batch.append(index)
    }
  }
}
