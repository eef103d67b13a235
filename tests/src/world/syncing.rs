//! How the devices of a world sync: all at once, or in the background by what is new.

use rebound_core::base::ids::AccountId;
use rebound_core::base::time::Monotonic;
use rebound_core::engine::News;
use rebound_core::replica::link::Progress;

use crate::world::{DeviceNo, Weather, World};

impl World {
    /// Connects every device anew in fair weather and lets all talk until they fall silent.
    pub fn sync_all(&mut self) {
        self.weather = Weather::default();
        for number in 0..self.devices.len() {
            self.bring_online(DeviceNo(number));
        }
        self.run_until_quiet();
    }

    /// Syncs a device as an app does in the background: it asks what is new, and connects if there is anything;
    /// tells whether it did. The links stay open.
    pub fn sync_by_feed(&mut self, device: DeviceNo, account: AccountId) -> bool {
        let needed = self.begin_sync_by_feed(device, account);
        if needed {
            self.live_ms(10_000);
            let participant = &self.devices[device.0].device;
            let done = participant.sync_progress() == Some(Progress::UpToDate);
            if done && participant.has_sent() {
                let (now, news) = (Monotonic(self.clock_ms), self.ask_news(device, account));
                drop(self.act(device, |device| device.compare(news, now)));
                self.live_ms(10_000);
            }
        }
        needed
    }

    /// The same, up to where it has connected.
    pub fn begin_sync_by_feed(&mut self, device: DeviceNo, account: AccountId) -> bool {
        self.take_offline(device);
        let (now, news) = (self.now(device), self.ask_news(device, account));
        // A disk that fails is tried again another time.
        let needed = self.act(device, |device| device.take_news(&news, now).unwrap_or(true));
        if needed {
            self.link(device, |device, now| device.connect_for(news, now));
        }
        needed
    }

    fn ask_news(&mut self, device: DeviceNo, account: AccountId) -> News {
        let moment = self.devices[device.0].device.feed_moment(account).ok().flatten();
        self.server.news(account, moment)
    }
}
