import Foundation

/// An account that was made just now.
public struct NewAccount: Hashable, Sendable {
    /// The recovery code: show it once, to be written down. Nobody can show it again.
    public let recoveryCode: String
    /// What all devices of the account show alike.
    public let fingerprint: String
}

/// What an old device shows so that a new one can join.
public struct ShownPairing: Hashable, Sendable {
    /// What is typed on the new device,
    public let text: String
    /// or what it reads from a picture (a QR code).
    public let link: String
    /// For how long it is good.
    public let expiresIn: Duration
}

/// How a device comes to an account, and the devices that it has.
extension Account {
    /// Makes an account with this device, which was opened before, as its first one.
    ///
    /// - Parameters:
    ///   - server: its address as people type it, such as `sync.example.org`.
    ///   - name: what the device is called in the list of devices.
    ///   - token: what the server's operator gave to those who may join.
    public func register(server: String, name: String, token: String? = nil) async throws -> NewAccount {
        try await perform(\.newAccount, [server, name, token]) {
            try $0.register(server: server, name: name, token: token, seed: random(bytes: 32))
        }
    }

    /// Joins the account of a device that shows a pairing's text or link, before the first opening; waits for that
    /// device's yes, five minutes at most. `server` is for a text that was typed: the link says it. Returns the
    /// fingerprint, which the other device shows, too.
    @discardableResult
    public func join(_ text: String, server: String? = nil, name: String) async throws -> String {
        try await perform(\.fingerprint, [text, server, name]) {
            try $0.join(text: text, server: server, name: name, seed: random(bytes: 32))
        }
    }

    /// Joins the account of a recovery code that somebody typed from paper: before the first opening, or when
    /// ``Device/open(path:secrets:clock:)`` throws `KeyMissing`. Returns the fingerprint.
    ///
    /// - Parameter others: what becomes of the account's other devices.
    @discardableResult
    public func recover(code: String, server: String, name: String, others: OtherDevices) async throws -> String {
        try await perform(\.fingerprint, [code, server, name, "\(others)"]) {
            try $0.recover(code: code, server: server, name: name, others: others, seed: random(bytes: 32))
        }
    }

    /// Begins to pair another device.
    public func beginPairing() async throws -> ShownPairing {
        try await perform(\.shownPairing) { try $0.beginPairing(seed: random(bytes: 32)) }
    }

    /// Waits for a device that was told the text, five minutes at most; nobody if none came. Ask the person about
    /// who asks: ``confirmPairing(_:with:)`` is a yes, ``endDevice(_:code:)`` a no.
    public func awaitDevice(_ text: String) async throws -> [AskingDevice] {
        try await perform(\.asking, [text]) { try $0.awaitDevice(text: text) }
    }

    /// Hands the key to a device that asked, when the person has said yes. Returns the fingerprint, which the other
    /// device shows, too. Throws `NotPaired` for somebody else: that device has been ended.
    @discardableResult
    public func confirmPairing(_ text: String, with device: DeviceId) async throws -> String {
        try await perform(\.fingerprint, [text, device]) {
            try $0.confirmPairing(text: text, device: device, seed: random(bytes: 32))
        }
    }

    /// Replaces the recovery code, and returns the new one, to be shown once; the old one is needed, and worthless
    /// then. Throws `CodeNeeded` if it is not this account's.
    public func renewCode(old: String?) async throws -> String {
        try await perform(\.newCode, [old]) { try $0.renewCode(old: old, seed: random(bytes: 32)) }
    }

    /// The devices of the account, the oldest first.
    public func devices() async throws -> [AccountDevice] {
        try await perform(\.devices) { try $0.devices() }
    }

    /// Calls a device something else.
    public func renameDevice(_ device: DeviceId, to name: String) async throws {
        try await perform(\.finished, [device, name]) { try $0.renameDevice(device: device, name: name) }
    }

    /// Ends a device; what is on it stays there. Throws `CodeNeeded` where the recovery code is wanted: for the last
    /// device, and for one older than this.
    public func endDevice(_ device: DeviceId, code: String? = nil) async throws {
        try await perform(\.finished, [device, code]) { try $0.endDevice(device: device, code: code) }
    }

    /// Everything that the server holds about the account, sealed as it is: lines of JSON.
    public func export() async throws -> Data {
        try await perform(\.exported) { try $0.export() }
    }

    /// Deletes the account, and all that the server has of it.
    public func delete(code: String) async throws {
        try await perform(\.finished, [code]) { try $0.delete(code: code) }
    }
}
