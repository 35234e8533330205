# What all that changes the volume knows of it.
# shellcheck shell=sh

bricks() {
    gluster --mode=script volume info shared | sed -n 's|^Brick[0-9]*: \(.*\):/srv/brick/shared.*|\1|p'
}

is_in() { # NAME
    bricks | grep -qxF "$1"
}

is_member() { # NAME
    lct_list %n | grep -qxF "$1"
}

take_brick() { # NAME
    gluster --mode=script volume remove-brick shared replica "$(($(bricks | wc -l) - 1))" "$1:/srv/brick/shared" force
}

forget() { # NAME
    gluster --mode=script peer detach "$1" force
}
