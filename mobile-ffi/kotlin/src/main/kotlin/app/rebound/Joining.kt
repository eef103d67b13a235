package app.rebound

import rebound.core.AskingDevice
import rebound.core.CallOutcome
import rebound.core.DeviceId
import rebound.core.OtherDevices

/**
 * Makes an account on the server with this device, which was opened before, as its first one. [token] is
 * what the server's operator gave to those who may join. Show the recovery code once, to be written down:
 * nobody can show it again, and it belongs into no log.
 */
public suspend fun Account.register(server: String, name: String, token: String? = null): CallOutcome.Registered =
    goOnOr("register", server, name, token) {
        register(server, name, token, seed())
    } as CallOutcome.Registered

/**
 * Begins to pair another device: show the text, and the picture of the link. Then [awaitDevice].
 */
public suspend fun Account.beginPairing(): CallOutcome.PairingShown =
    perform { beginPairing(seed()) } as CallOutcome.PairingShown

/**
 * Waits for a device that was told the text, for five minutes at most; none if nobody asked. Ask the person
 * whether it is theirs: for a yes [confirmPairing], for a no [endDevice].
 */
public suspend fun Account.awaitDevice(text: String): List<AskingDevice> =
    (perform { awaitDevice(text) } as CallOutcome.Asking).devices

/**
 * Hands the key to a device that asked. Returns the fingerprint, which the other device shows as well. It
 * fails with `NotPaired` for a device that was not told the text: that one has been ended.
 */
public suspend fun Account.confirmPairing(text: String, device: DeviceId): String =
    goOnOr("confirmPairing", text, device) { confirmPairing(text, device, seed()) }.fingerprint()

/**
 * Joins the account of a device that shows a pairing's text, before the first [Device.open]. [server] is for
 * a text that was typed: the picture says it. Returns the fingerprint, which the other device shows as well.
 */
public suspend fun Account.join(text: String, name: String, server: String? = null): String =
    goOnOr("join", text, name, server) { join(text, server, name, seed()) }.fingerprint()

/**
 * Joins the account of a recovery code that somebody typed from paper: before the first [Device.open], or
 * when that says `KeyMissing`. [others] says what becomes of the account's other devices. Returns the
 * fingerprint.
 */
public suspend fun Account.recover(code: String, server: String, name: String, others: OtherDevices): String =
    goOnOr("recover", code, server, name, others) {
        recover(code, server, name, others, seed())
    }.fingerprint()

/**
 * Replaces the recovery code; the old one is needed, and worthless then. Returns the new one, to be shown
 * once.
 */
public suspend fun Account.renewCode(old: String?): String =
    (goOnOr("renewCode", old) { renewCode(old, seed()) } as CallOutcome.NewCode).recoveryCode

private fun CallOutcome.fingerprint() = (this as CallOutcome.Joined).fingerprint
