package app.rebound

import java.nio.file.Path
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import rebound.core.SecretStore
import rebound.mobile.Salvaged
import rebound.mobile.salvage as libraryReads

/**
 * What can be read of the database at [path], after `Damaged`, with the key that it was opened with. Changes
 * nothing in it. Set it aside afterwards, [open][Device.open] a new device, [importJson] and sync.
 */
public suspend fun salvage(path: Path, secrets: SecretStore): Salvaged =
    withContext(Dispatchers.IO) { told { libraryReads("$path", secrets) } }
