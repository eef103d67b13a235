//! What a link sends while the server takes its time, and who has what in the end.

use rebound_core::replica::link::Progress;

use crate::double::{Manner, Server};
use crate::post::{Post, Sent, document};

#[test]
fn two_hundred_records_before_the_first_answer_cost_little_more_than_their_bytes() {
    for manner in Manner::ALL {
        let mut post = Post::new(Server::with(manner));
        let (phone, laptop) = (post.add([]), post.add([document(0)]));
        post.talk();
        post.desks[phone].held = true;
        let mut own = 0;
        for _ in 0..200 {
            own += post.record(phone, document(0));
            post.wait_ms(20);
        }
        assert_eq!(post.desks[phone].sent.frames, 2, "the join and one message are under way");
        assert_eq!(post.progress(phone), Progress::Exchanging(1));
        assert_eq!(post.pending(phone), 1);
        post.desks[phone].held = false;
        post.wait_ms(1_000);
        post.assert_equal(phone);
        let bytes = post.desks[phone].sent.bytes;
        println!("{manner:?}: 200 records of {own} bytes cost {bytes}");
        assert!(bytes * 10 <= own * 13, "{manner:?}: {bytes} for {own}");
        // What comes afterwards leaves at once, and is alone.
        for _ in 0..5 {
            let before = post.desks[phone].sent;
            let bytes = post.record(phone, document(0));
            assert_eq!(post.desks[phone].sent.frames, before.frames + 1, "{manner:?}");
            assert!(post.desks[phone].sent.bytes - before.bytes < bytes + 300, "{manner:?}");
            post.talk();
        }
        post.assert_equal(phone);
        post.reconnect(laptop);
        assert_eq!(post.heads(laptop, document(0)), post.heads(phone, document(0)), "{manner:?}");
        post.assert_equal(laptop);
    }
}

#[test]
fn a_change_to_a_quiet_document_leaves_at_once_and_the_next_with_the_answer() {
    let mut post = Post::default();
    let phone = post.add([]);
    post.record(phone, document(0));
    post.talk();
    post.reconnect(phone);
    post.assert_equal(phone);
    let frames = |post: &Post| post.desks[phone].sent.frames;
    let before = frames(&post);
    post.record(phone, document(0));
    assert_eq!(frames(&post), before + 1);
    post.record(phone, document(0));
    post.record(phone, document(0));
    assert_eq!(frames(&post), before + 1, "one message is under way");
    post.talk();
    assert_eq!(frames(&post), before + 2, "both go together");
    post.assert_equal(phone);
}

#[test]
fn what_others_write_while_a_message_is_under_way_is_not_answered_piece_by_piece() {
    for manner in Manner::ALL {
        let mut post = Post::new(Server::with(manner));
        let (phone, laptop) = (post.add([]), post.add([]));
        for desk in [phone, laptop] {
            post.record(desk, document(0));
            post.talk();
        }
        post.reconnect(phone);
        post.assert_equal(phone);
        let before = post.desks[phone].sent;
        post.record(phone, document(0));
        let up = std::mem::take(&mut post.desks[phone].up);
        for _ in 0..200 {
            post.record(laptop, document(0));
            post.talk();
        }
        assert_eq!(post.heads(phone, document(0)).len(), 2, "it is all there, beside the own one");
        post.desks[phone].up = up;
        post.talk();
        post.assert_equal(phone);
        post.assert_equal(laptop);
        let Sent { frames, bytes } = post.desks[phone].sent;
        let (frames, bytes) = (frames - before.frames, bytes - before.bytes);
        println!("{manner:?}: {frames} frames, {bytes} bytes");
        assert!(frames <= 3 && bytes < 2_000, "{manner:?}: {frames} frames, {bytes} bytes");
    }
}

#[test]
fn a_document_that_is_too_large_for_a_frame_arrives_in_parts_and_each_is_sent_once() {
    let mut post = Post::default();
    let phone = post.add([]);
    post.desks[phone].held = true;
    let own: usize = (0..7_000).map(|_| post.record(phone, document(0))).sum();
    assert!(own > 1024 * 1024);
    post.desks[phone].held = false;
    post.talk();
    post.assert_equal(phone);
    assert!(post.desks[phone].sent.bytes * 10 <= own * 11, "{}", post.desks[phone].sent.bytes);
}
