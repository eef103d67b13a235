#if canImport(Security)
    import Foundation
    import Security

    /// A key store in the Keychain: readable after the first unlock, on this device alone, and in no backup.
    ///
    /// It was written to Apple's documentation and not run: the tests of this package run on Linux. What lies in it
    /// outlives the app's deletion; a new installation opens with the same key, and a sync brings the records back.
    public final class Keychain: SecretStore {
        private let service: String
        private let group: String?

        /// - Parameters:
        ///   - service: what tells this store from others of the same app.
        ///   - group: the access group, for an app that shares it with its extensions.
        public init(service: String = "app.rebound", group: String? = nil) {
            self.service = service
            self.group = group
        }

        /// The value with this name; `nil` if there is none.
        public func get(name: String) throws -> Data? {
            var query = item(name)
            query[kSecReturnData] = true
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try look(status)
            return found as? Data
        }

        /// Keeps a value under this name, in place of the one before.
        public func put(name: String, secret: Data) throws {
            let values: [CFString: Any] = [
                kSecValueData: secret, kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ]
            let status = SecItemUpdate(item(name) as CFDictionary, values as CFDictionary)
            if status != errSecItemNotFound { return try look(status) }
            try look(SecItemAdd(item(name).merging(values) { $1 } as CFDictionary, nil))
        }

        /// Forgets the value with this name.
        public func delete(name: String) throws {
            let status = SecItemDelete(item(name) as CFDictionary)
            if status != errSecItemNotFound { try look(status) }
        }

        private func item(_ name: String) -> [CFString: Any] {
            var item: [CFString: Any] = [
                kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: name,
                kSecAttrSynchronizable: false, kSecUseDataProtectionKeychain: true,
            ]
            item[kSecAttrAccessGroup] = group
            return item
        }

        private func look(_ status: OSStatus) throws {
            guard status != errSecSuccess else { return }
            let words = SecCopyErrorMessageString(status, nil) as String? ?? "Keychain: \(status)"
            throw SecretStoreError.Failed(reason: words)
        }
    }
#endif
