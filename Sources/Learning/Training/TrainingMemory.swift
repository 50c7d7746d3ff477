internal import NumericalCore
internal import Synchronization

/// What a training run writes to, kept from one run to the next: activations, parameters and sums.
package final class TrainingMemory {
  let pass: NetworkPass
  let parameters: FloatBuffer
  let sum: FloatBuffer
  var batch: [Int] = []
  /// (rows of the pass, features): augmented copies of the examples; empty where nothing is augmented.
  let augmented: FloatBuffer
  let augmentation: Augmentation?

  /// - Parameter augmentation: That of the trainer.
  package init(_ network: Network, augmentation: Augmentation? = nil) {
    self.augmentation = augmentation
    let copies = augmentation?.copies ?? 1
    let capacity = max(1, NetworkPass.suitableCapacity(for: network) / copies)
    pass = NetworkPass(network, capacity: capacity, copies: copies)
    augmented = FloatBuffer(count: augmentation == nil ? 0 : capacity * copies * network.features)
    parameters = FloatBuffer(count: network.parameterCount)
    sum = FloatBuffer(count: network.parameterCount)
  }
}

/// Lends each thread a memory of its own, and takes it back for the next run.
// Sendable, though a memory is not: one that is lent is out of the list, so that one thread alone has it, and the lock
// puts what that thread wrote before what the next one reads.
package final class TrainingMemories: @unchecked Sendable {
  private let network: Network
  private let augmentation: Augmentation?
  private let lock = Mutex<Void>(())
  private var idle: [TrainingMemory] = []

  package init(for trainer: DPSGD) { (network, augmentation) = (trainer.network, trainer.augmentation) }

  /// Calls `body` with a memory that no other thread has meanwhile.
  package func lend<Result>(_ body: (TrainingMemory) throws -> Result) rethrows -> Result {
    let memory = lock.withLock { _ in idle.popLast() } ?? TrainingMemory(network, augmentation: augmentation)
    defer { lock.withLock { _ in idle.append(memory) } }
    return try body(memory)
  }
}
