internal import Learning
internal import NumericalCore
internal import PrivacyModel

/// What the first batch comes to at the first weights: the peers print the same.
struct FirstBatch: Encodable {
  let check: String
  let mean_loss: Double
  let mean_norm: Double
  let clipped_sum_norm: Double

  init(_ name: String, _ workload: Workload) throws {
    let (network, records) = (try workload.network, TrainingRecords(dataset: try workload.dataset, candidates: []))
    let batch = workload.batches(steps: 1)[0]
    let parameters = FloatBuffer(count: network.parameterCount)
    parameters.fill(from: workload.firstWeights().flatMap { $0.weights + $0.bias })
    let pass = NetworkPass(network, capacity: batch.count)
    for index in batch { records.append(index, to: pass) }
    pass.run(parameters: parameters.base, measuring: true)
    let groups = network.stack.parameterGroups
    let norms = batch.indices.map { example in
      (0..<groups).reduce(0.0) { $0 + Double(pass.squaredNorms[$1 * pass.capacity + example]) }.squareRoot()
    }
    for (example, norm) in norms.enumerated() {
      for group in 0..<groups {
        pass.factors[group * pass.capacity + example] = Float(min(1, Workload.clipNorm / norm))
      }
    }
    let sum = FloatBuffer(count: network.parameterCount)
    let loss = Double(pass.lossSum)
    withExtendedLifetime(records) { pass.accumulate(areMeasured: true, into: sum.base, keeping: 0) }
    check = name
    mean_loss = loss / Double(batch.count)
    mean_norm = norms.reduce(0, +) / Double(batch.count)
    clipped_sum_norm = sum.array.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
