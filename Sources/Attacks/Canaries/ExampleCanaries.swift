package import Learning
package import NumericalCore
package import PrivacyModel

/// The labelled examples that a game is about, with the records that are always there.
package struct ExampleCanaries: Sendable {
  /// Without the canaries that were taken out of it.
  package let dataset: Dataset
  /// Of each candidate: what its coin puts in.
  package let included: [Example]
  /// Of each candidate: what takes its place where neighbours differ in the value of a record.
  package let counterparts: [Example]
}

/// What canaries may be made from: all that an adversary knows.
package struct CanaryKnowledge: Sendable {
  /// Without the canaries.
  package let dataset: Dataset
  package let network: Network
  /// Where training starts, or might.
  package let initialParameters: [Float]
  /// How the features lie; nil where they are just numbers.
  package let image: ExampleShape?

  package init(dataset: Dataset, network: Network, initialParameters: [Float], image: ExampleShape?) {
    (self.dataset, self.network, self.initialParameters, self.image) = (dataset, network, initialParameters, image)
  }
}

extension CanaryKnowledge {
  /// So many canaries of a kind.
  ///
  /// - Parameters:
  ///   - canary: An example.
  ///   - count: 1 for kinds that do not come in many.
  /// - Throws: `InvalidValue` for a record or a label that the dataset does not have.
  package func examples(
    _ canary: CanarySpecification, count: Int, using generator: inout RandomStream
  ) throws -> ExampleCanaries {
    switch canary {
    case .mislabelled(let record):
      let originals = try records(from: record, count: count)
      return ExampleCanaries(
        dataset: dataset, included: originals.map { $0.with(label: next($0.label)) }, counterparts: originals)
    case .natural(let record):
      let rest = try canary.records(of: dataset, count: count)
      return ExampleCanaries(
        dataset: rest, included: try records(from: record, count: count),
        counterparts: (0..<count).map { rest.example($0 % rest.count) })
    case .duplicated(let record):
      let originals = try records(from: record, count: count)
      return ExampleCanaries(
        dataset: dataset, included: originals,
        counterparts: (0..<count).map { dataset.example((record + count + $0) % dataset.count) })
    case .outOfDistribution(let pattern, let label):
      let label = Int32(try checked(label, "canary.label", in: 0...dataset.classes - 1))
      return ExampleCanaries(
        dataset: dataset,
        included: (0..<count).map { _ in Example(features: features(pattern, using: &generator), label: label) },
        counterparts: (0..<count).map { dataset.example($0 % dataset.count) })
    case .clipBKD: return try clipBKD()
    case .crafted: return crafted()
    case .gradient, .value, .vector, .effects, .datasets, .neighbours: preconditionFailure("the canary is an example")
    }
  }

  private func next(_ label: Int32) -> Int32 { (label + 1) % Int32(dataset.classes) }

  private func records(from record: Int, count: Int) throws -> [Example] {
    try checkedRange(from: record, count: count, of: dataset).map(dataset.example)
  }

  private func features(_ pattern: FeaturePattern, using generator: inout RandomStream) -> [Float] {
    let elements = dataset.features.elements
    let (least, most) = (elements.min() ?? 0, elements.max() ?? 0)
    switch pattern {
    case .blank: return [Float](repeating: 0, count: dataset.featureCount)
    case .noise:
      return (0..<dataset.featureCount).map { _ in least + (most - least) * Float(generator.nextUniform()) }
    case .checkerboard:
      return (0..<dataset.featureCount).map { index in
        guard let image else { return index % 2 == 0 ? least : most }
        let (row, column) = (index / image.channels).quotientAndRemainder(dividingBy: image.width)
        return (row + column) % 2 == 0 ? least : most
      }
    }
  }

  /// The most features whose second moments are laid out.
  private static let mostFeatures = 4096

  private func clipBKD() throws -> ExampleCanaries {
    let (records, width) = (dataset.count, dataset.featureCount)
    guard width <= Self.mostFeatures else {
      throw InvalidValue(
        key: "canary.kind", allowed: "another than clip-bkd for records of more than \(Self.mostFeatures) features",
        got: "\(width) features")
    }
    var moments = [Double](repeating: 0, count: width * width)
    var length = 0.0
    for record in 0..<records {
      let row = dataset.features.row(record).map(Double.init)
      length += row.reduce(0) { $0 + $1 * $1 }.squareRoot() / Double(records)
      for i in 0..<width where row[i] != 0 { for j in 0..<width { moments[i * width + j] += row[i] * row[j] } }
    }
    let quietest = eigenvectors(ofSymmetric: moments, size: width).prefix(width)
    let features = quietest.map { Float($0 * length) }
    let fitted = try network.fitted(to: dataset, from: initialParameters)
    let labels = (0..<Int32(dataset.classes)).map { Example(features: features, label: $0) }
      .map { (example: $0, loss: network.loss(of: $0, parameters: fitted)) }
      .sorted { ($0.loss, $0.example.label) > ($1.loss, $1.example.label) }
    return ExampleCanaries(dataset: dataset, included: [labels[0].example], counterparts: [labels[1].example])
  }

  /// How many records of the dataset a crafted canary may resemble, and how many labels it may have.
  private static let mostResembled = 100

  private func crafted() -> ExampleCanaries {
    let most = dataset.features.elements.max() ?? 0
    let extremes = [Float](repeating: most, count: dataset.featureCount)
    var generator = RandomStream(seed: 0, trial: 0, purpose: .canary)
    var pool = [extremes, features(.checkerboard, using: &generator)]
    pool += (0..<min(dataset.count, Self.mostResembled)).map { Array(dataset.features.row($0)) }
    let labels = 0..<Int32(min(dataset.classes, Self.mostResembled))
    let examples = pool.flatMap { features in labels.map { Example(features: features, label: $0) } }
    let lengths = examples.map { example in
      network.gradient(of: example, parameters: initialParameters)
        .reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let best = lengths.indices.max { lengths[$0] < lengths[$1] } ?? 0
    // The same features, with the label that moves the model least.
    let rivals = examples.indices.filter { examples[$0].features == examples[best].features && $0 != best }
    let counterpart = rivals.min { lengths[$0] < lengths[$1] } ?? best
    return ExampleCanaries(
      dataset: dataset, included: [examples[best]], counterparts: [examples[counterpart]])
  }
}

private func checkedRange(from record: Int, count: Int, of dataset: Dataset) throws -> Range<Int> {
  guard count < dataset.count else {
    throw InvalidValue(
      key: "game.candidates", allowed: "fewer than the \(dataset.count) records", got: "\(count)")
  }
  let first = try checked(record, "canary.record", in: 0...dataset.count - count)
  return first..<first + count
}

extension CanarySpecification {
  /// What is left of a dataset when so many canaries are taken out of it, for kinds that are.
  ///
  /// - Throws: `InvalidValue` for records that the dataset does not have.
  package func records(of dataset: Dataset, count: Int) throws -> Dataset {
    guard case .natural(let record) = self else { return dataset }
    return try dataset.without(checkedRange(from: record, count: count, of: dataset))
  }
}

extension Example {
  fileprivate func with(label: Int32) -> Example { Example(features: features, label: label) }
}
