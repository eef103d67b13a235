package app.rebound

import rebound.core.AccountDevice
import rebound.core.CallOutcome
import rebound.core.DeviceId

/**
 * The devices of the account, the oldest first.
 */
public suspend fun Account.devices(): List<AccountDevice> =
    (perform { devices() } as CallOutcome.Devices).devices

/**
 * Calls a device something else.
 */
public suspend fun Account.renameDevice(device: DeviceId, name: String) {
    perform { renameDevice(device, name) }
}

/**
 * Ends a device; what is on it stays there. The last device, and one that is older than this, want the
 * recovery code: `CodeNeeded`.
 */
public suspend fun Account.endDevice(device: DeviceId, code: String? = null) {
    perform { endDevice(device, code) }
}

/**
 * Everything that the server holds about the account, sealed as it is: lines of JSON.
 */
public suspend fun Account.export(): ByteArray = (perform { export() } as CallOutcome.Exported).jsonl

/**
 * Deletes the account, and all that the server has of it. [code] is the recovery code.
 */
public suspend fun Account.delete(code: String) {
    goOnOr("delete", code) { delete(code) }
}
